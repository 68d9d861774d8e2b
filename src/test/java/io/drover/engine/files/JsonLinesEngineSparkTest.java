package io.drover.engine.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class JsonLinesEngineSparkTest extends TextFilesContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    protected String format() {
        return "jsonl";
    }

    @Override
    protected String file(List<String> names, List<List<Value>> rows) {
        return rows.stream()
                .map(
                        row ->
                                IntStream.range(0, names.size())
                                        .mapToObj(
                                                column ->
                                                        "\"%s\": %s"
                                                                .formatted(
                                                                        names.get(column),
                                                                        member(row.get(column))))
                                        .collect(Collectors.joining(", ", "{", "}\n")))
                .collect(Collectors.joining());
    }

    private static String member(Value value) {
        if (value.isNull()) {
            return "null";
        }
        return value.quoted()
                ? JSON.getNodeFactory().textNode(value.text()).toString()
                : value.text();
    }

    @Override
    protected boolean makesMisfits() {
        execute(
                "CREATE TABLE misfits (id bigint, d date)",
                "INSERT INTO misfits VALUES (1, '2020-02-29'), (2, NULL), (3, '2023-02-31'), (4, '1000-01-01')");
        return true;
    }

    @Override
    protected String misfitPlace() {
        return "misfits/part-0001.jsonl line 3";
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                new Sample("", "-2147483648", "integer", v -> v.addInteger(Integer.MIN_VALUE)),
                new Sample("", "-9223372036854775808", "bigint", v -> v.addInteger(Long.MIN_VALUE)),
                new Sample("", "9223372036854775807", "bigint", v -> v.addInteger(Long.MAX_VALUE)),
                new Sample(
                        "",
                        "18446744073709551616",
                        "numeric(20,0)",
                        v -> v.addDecimal(new BigDecimal("18446744073709551616"))),
                new Sample("", "1.5e3", "numeric", v -> v.addDecimal(new BigDecimal("1500"))),
                new Sample("", "'12'", "text", v -> v.addText("12")),
                new Sample("", "true", "boolean", v -> v.addBoolean(true)),
                new Sample("", "'true'", "text", v -> v.addText("true")),
                new Sample("", "'0001-01-01'", "date", v -> v.addDate(LocalDate.of(1, 1, 1))),
                new Sample(
                        "",
                        "'2020-02-29T12:34:56.789Z'",
                        "timestamp with time zone",
                        v -> v.addInstant(Instant.parse("2020-02-29T12:34:56.789Z"))),
                new Sample(
                        "",
                        "'0e37df36-f698-11e6-8dd4-cb9ced3df976'",
                        "uuid",
                        v -> v.addUuid(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976"))),
                new Sample("", "{\"b\": [1.50]}", "jsonb", v -> v.addJson("{\"b\":[1.5]}")),
                new Sample("", "' é \"😀\"\\, '", "text", v -> v.addText(" é \"😀\"\\, ")),
                new Sample("", "''", "text", v -> v.addText("")),
                new Sample("real", "0.1", "real", v -> v.addFloat(0.1f)),
                new Sample(
                        "double precision",
                        "4.9e-324",
                        "double precision",
                        v -> v.addFloat(Double.MIN_VALUE)),
                new Sample(
                        "bytea", "'\\x00ff5c'", "bytea", v -> v.addBinary(new byte[] {0, -1, 92})));
    }
}
