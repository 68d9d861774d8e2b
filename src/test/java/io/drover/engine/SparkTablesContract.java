package io.drover.engine;

import io.drover.spec.ChunkingSpec;
import io.drover.testing.TestSpark;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;

/** The contract of tables that Spark itself writes, each in a folder of its own. */
public abstract class SparkTablesContract extends EngineContract {
    @TempDir protected Path folder;

    private final Map<String, List<DefinedColumn>> columns = new LinkedHashMap<>();

    /** Makes a table without rows. */
    protected abstract void make(String table, List<DefinedColumn> defined, Dataset<Row> empty);

    protected abstract void add(String table, Dataset<Row> rows);

    /** Where the table is. */
    protected final String place(String table) {
        return folder.resolve(table).toString();
    }

    @Override
    protected void execute(String... statements) {
        // One job for all rows of a table.
        Map<String, String> rows = new LinkedHashMap<>();
        for (String statement : statements) {
            DefinedColumn.read(
                    statement,
                    new DefinedColumn.Reader() {
                        @Override
                        public void create(String table, List<DefinedColumn> defined) {
                            columns.put(table, defined);
                            make(table, defined, rows(table, "").limit(0));
                        }

                        @Override
                        public void insert(String table, String values) {
                            rows.merge(table, values, (some, more) -> some + ", " + more);
                        }
                    });
        }
        rows.forEach((table, values) -> add(table, rows(table, values)));
    }

    /** Rows of these values; one of NULLs where there are none. */
    private Dataset<Row> rows(String table, String values) {
        List<String> typed = new ArrayList<>();
        List<String> nulls = new ArrayList<>();
        for (DefinedColumn column : columns.get(table)) {
            typed.add(
                    "CAST(col%d AS %s) AS %s"
                            .formatted(typed.size() + 1, column.type(), column.name()));
            nulls.add("NULL");
        }
        // Two quotes are none to Spark.
        String spoken = values.replaceAll("(?<=\\w)''(?=\\w)", "\\\\'");
        return TestSpark.session()
                .sql(
                        "SELECT %s FROM VALUES %s"
                                .formatted(
                                        String.join(", ", typed),
                                        values.isEmpty()
                                                ? nulls.stream()
                                                        .collect(Collectors.joining(", ", "(", ")"))
                                                : spoken))
                .coalesce(1);
    }

    @Override
    protected String integerType() {
        return "BIGINT";
    }

    @Override
    protected String keyTextType() {
        return "STRING";
    }

    /** Files are packed. */
    @Override
    protected ChunkingSpec smallChunks() {
        return new ChunkingSpec(ChunkingSpec.By.AUTO, 1024, 512);
    }

    /** A file holds what its schema says. */
    @Override
    protected boolean makesMisfits() {
        return false;
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                new Sample("BOOLEAN", "true", "boolean", v -> v.addBoolean(true)),
                new Sample("TINYINT", "-128", "smallint", v -> v.addInteger(-128)),
                new Sample("INT", "-2147483648", "integer", v -> v.addInteger(Integer.MIN_VALUE)),
                new Sample(
                        "BIGINT",
                        "9223372036854775807",
                        "bigint",
                        v -> v.addInteger(Long.MAX_VALUE)),
                new Sample("FLOAT", "0.1", "real", v -> v.addFloat(0.1f)),
                new Sample("DOUBLE", "'NaN'", "double precision", v -> v.addFloat(Double.NaN)),
                new Sample(
                        "DECIMAL(38,4)",
                        "-9999999999999999999999999999999999.9999BD",
                        "numeric(38,4)",
                        v ->
                                v.addDecimal(
                                        new BigDecimal(
                                                "-9999999999999999999999999999999999.9999"))),
                new Sample("STRING", "''", "text", v -> v.addText("")),
                new Sample("STRING", "' é\\t😀 '", "text", v -> v.addText(" é\t😀 ")),
                new Sample(
                        "BINARY", "X'00ff5c'", "bytea", v -> v.addBinary(new byte[] {0, -1, 92})),
                new Sample(
                        "DATE",
                        "DATE'9999-12-31'",
                        "date",
                        v -> v.addDate(LocalDate.of(9999, 12, 31))),
                new Sample(
                        "TIMESTAMP",
                        "TIMESTAMP'1969-12-31 23:59:59.999999Z'",
                        "timestamp with time zone",
                        v -> v.addInstant(Instant.parse("1969-12-31T23:59:59.999999Z"))),
                new Sample(
                        "TIMESTAMP_NTZ",
                        "TIMESTAMP_NTZ'2025-03-30 02:30:00.000001'",
                        "timestamp without time zone",
                        v -> v.addTimestamp(LocalDateTime.parse("2025-03-30T02:30:00.000001"))));
    }
}
