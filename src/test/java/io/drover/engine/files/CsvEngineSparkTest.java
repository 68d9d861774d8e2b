package io.drover.engine.files;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

class CsvEngineSparkTest extends TextFilesContract {
    @Override
    protected String format() {
        return "csv";
    }

    @Override
    protected String file(List<String> names, List<List<Value>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", names) + "\n");
        for (List<Value> row : rows) {
            lines.add(
                    row.stream()
                            .map(CsvEngineSparkTest::field)
                            .collect(Collectors.joining(",", "", "\n")));
        }
        return String.join("", lines);
    }

    private static String field(Value value) {
        String text = value.isNull() ? "" : value.text();
        return value.quoted() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    protected boolean makesMisfits() {
        execute(
                "CREATE TABLE misfits (id bigint, d date)",
                "INSERT INTO misfits VALUES (1, 2020-02-29), (2, NULL), (3, 2023-02-31), (4, 1000-01-01)");
        return true;
    }

    /** Behind the header. */
    @Override
    protected String misfitPlace() {
        return "misfits/part-0001.csv line 4";
    }

    @Override
    protected List<Sample> samples() {
        String timestamp = "timestamp without time zone";
        String instant = "timestamp with time zone";
        return List.of(
                new Sample("", "2147483647", "integer", v -> v.addInteger(Integer.MAX_VALUE)),
                new Sample("", "-2147483649", "bigint", v -> v.addInteger(-2147483649L)),
                new Sample("", "-9223372036854775808", "bigint", v -> v.addInteger(Long.MIN_VALUE)),
                new Sample("", "9223372036854775807", "bigint", v -> v.addInteger(Long.MAX_VALUE)),
                new Sample(
                        "",
                        "9223372036854775808",
                        "numeric(19,0)",
                        v -> v.addDecimal(new BigDecimal("9223372036854775808"))),
                new Sample(
                        "",
                        "-9223372036854775809",
                        "numeric(19,0)",
                        v -> v.addDecimal(new BigDecimal("-9223372036854775809"))),
                new Sample(
                        "",
                        "18446744073709551616",
                        "numeric(20,0)",
                        v -> v.addDecimal(new BigDecimal("18446744073709551616"))),
                new Sample(
                        "",
                        "-1234567890.125",
                        "numeric(13,3)",
                        v -> v.addDecimal(new BigDecimal("-1234567890.125"))),
                new Sample("", "0.99", "numeric(2,2)", v -> v.addDecimal(new BigDecimal("0.99"))),
                new Sample("", "007", "text", v -> v.addText("007")),
                new Sample("", "1e5", "text", v -> v.addText("1e5")),
                new Sample("", "FALSE", "boolean", v -> v.addBoolean(false)),
                new Sample("", "0001-01-01", "date", v -> v.addDate(LocalDate.of(1, 1, 1))),
                new Sample("", "1582-10-10", "date", v -> v.addDate(LocalDate.of(1582, 10, 10))),
                new Sample(
                        "",
                        "9999-12-31 23:59:59.999999",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("9999-12-31T23:59:59.999999"))),
                new Sample(
                        "",
                        "2020-02-29T12:34:56Z",
                        instant,
                        v -> v.addInstant(Instant.parse("2020-02-29T12:34:56Z"))),
                new Sample(
                        "",
                        "0e37df36-f698-11e6-8dd4-cb9ced3df976",
                        "uuid",
                        v -> v.addUuid(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976"))),
                new Sample(
                        "",
                        "'{\"b\": 1.50, \"a\": null}'",
                        "json",
                        v -> v.addJson("{\"a\":null,\"b\":1.5}")),
                new Sample("text", "''", "text", v -> v.addText("")),
                new Sample("", "' é \"😀\", '", "text", v -> v.addText(" é \"😀\", ")),
                new Sample("smallint", "-32768", "smallint", v -> v.addInteger(-32768)),
                new Sample("real", "0.1", "real", v -> v.addFloat(0.1f)),
                new Sample(
                        "double precision",
                        "4.9e-324",
                        "double precision",
                        v -> v.addFloat(Double.MIN_VALUE)),
                new Sample(
                        "double precision",
                        "-Infinity",
                        "double precision",
                        v -> v.addFloat(Double.NEGATIVE_INFINITY)),
                new Sample(
                        "numeric(10,2)",
                        "0.9",
                        "numeric(10,2)",
                        v -> v.addDecimal(new BigDecimal("0.90"))),
                new Sample("bytea", "\\x00ff5c", "bytea", v -> v.addBinary(new byte[] {0, -1, 92})),
                new Sample("bytea", "\\x", "bytea", v -> v.addBinary(new byte[0])),
                new Sample(
                        "character varying(2)",
                        "é😀",
                        "character varying(2)",
                        v -> v.addText("é😀")),
                new Sample(
                        instant,
                        "2020-02-29 12:34:56+05:30",
                        instant,
                        v -> v.addInstant(Instant.parse("2020-02-29T07:04:56Z"))));
    }
}
