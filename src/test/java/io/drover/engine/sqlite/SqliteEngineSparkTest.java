package io.drover.engine.sqlite;

import io.drover.engine.ChunkedEngine;
import io.drover.engine.EngineContract;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineSparkTest extends EngineContract {
    @TempDir Path folder;

    @Override
    protected ChunkedEngine engine() {
        return new SqliteEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return endpoint("jdbc:sqlite:" + folder.resolve("test.db"));
    }

    private static EndpointSpec endpoint(String url) {
        return new EndpointSpec(
                "sqlite",
                url,
                "",
                null,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null);
    }

    @Override
    protected void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(endpoint().url());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    protected TableName table(String name) {
        return new TableName("main", name);
    }

    @Override
    protected String integerType() {
        return "INTEGER";
    }

    @Override
    protected String keyTextType() {
        return "TEXT";
    }

    @Override
    protected List<Sample> samples() {
        String instant = "timestamp with time zone";
        String timestamp = "timestamp without time zone";
        return List.of(
                new Sample(
                        "INTEGER",
                        "-9223372036854775808",
                        "bigint",
                        v -> v.addInteger(Long.MIN_VALUE)),
                new Sample(
                        "BIGINT",
                        "9223372036854775807",
                        "bigint",
                        v -> v.addInteger(Long.MAX_VALUE)),
                new Sample("SMALLINT", "70000", "bigint", v -> v.addInteger(70_000)),
                new Sample("REAL", "0.1", "double precision", v -> v.addFloat(0.1)),
                new Sample(
                        "REAL",
                        "1.7976931348623157e308",
                        "double precision",
                        v -> v.addFloat(Double.MAX_VALUE)),
                new Sample(
                        "DOUBLE",
                        "4.9e-324",
                        "double precision",
                        v -> v.addFloat(Double.MIN_VALUE)),
                new Sample(
                        "FLOAT",
                        "9e999",
                        "double precision",
                        v -> v.addFloat(Double.POSITIVE_INFINITY)),
                new Sample(
                        "NUMERIC(10,2)",
                        "0.99",
                        "numeric(10,2)",
                        v -> v.addDecimal(new BigDecimal("0.99"))),
                new Sample(
                        "DECIMAL(20,3)",
                        "-1234567890.125",
                        "numeric(20,3)",
                        v -> v.addDecimal(new BigDecimal("-1234567890.125"))),
                new Sample(
                        "NUMERIC",
                        "0.1 + 0.2",
                        "numeric",
                        v -> v.addDecimal(new BigDecimal("0.30000000000000004"))),
                new Sample(
                        "NUMERIC",
                        "9223372036854775807",
                        "numeric",
                        v -> v.addDecimal(Long.MAX_VALUE)),
                new Sample("TEXT", "''", "text", v -> v.addText("")),
                new Sample(
                        "VARCHAR(10)",
                        "' é 😀 '",
                        "character varying(10)",
                        v -> v.addText(" é 😀 ")),
                new Sample("VARCHAR(3)", "'longer'", "text", v -> v.addText("longer")),
                new Sample("CLOB", "'a' || char(10) || 'b\\'", "text", v -> v.addText("a\nb\\")),
                new Sample("BLOB", "X'00ff5c'", "bytea", v -> v.addBinary(new byte[] {0, -1, 92})),
                new Sample("BLOB", "X''", "bytea", v -> v.addBinary(new byte[0])),
                new Sample("", "'plain'", "text", v -> v.addText("plain")),
                new Sample("", "42", "bigint", v -> v.addInteger(42)),
                new Sample("BOOLEAN", "1", "boolean", v -> v.addBoolean(true)),
                new Sample("BOOLEAN", "7", "bigint", v -> v.addInteger(7)),
                new Sample("DATE", "'0001-01-01'", "date", v -> v.addDate(LocalDate.of(1, 1, 1))),
                new Sample(
                        "DATE", "'9999-12-31'", "date", v -> v.addDate(LocalDate.of(9999, 12, 31))),
                new Sample(
                        "DATETIME",
                        "'2009-01-01 00:00:00'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.of(2009, 1, 1, 0, 0))),
                new Sample(
                        "DATETIME",
                        "'1582-10-10T23:59'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.of(1582, 10, 10, 23, 59))),
                new Sample(
                        "TIMESTAMP",
                        "'2020-02-29 12:34:56.123456'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("2020-02-29T12:34:56.123456"))),
                new Sample(
                        "TIMESTAMP",
                        "'2020-02-29 12:34:56+05:30'",
                        instant,
                        v -> v.addInstant(Instant.parse("2020-02-29T07:04:56Z"))),
                new Sample("DATETIME", "-1", instant, v -> v.addInstant(Instant.ofEpochSecond(-1))),
                new Sample(
                        "DATETIME",
                        "1582979696789",
                        instant,
                        v -> v.addInstant(Instant.parse("2020-02-29T12:34:56.789Z"))),
                new Sample(
                        "DATETIME",
                        "-200000000001",
                        instant,
                        v -> v.addInstant(Instant.ofEpochMilli(-200_000_000_001L))),
                new Sample(
                        "DATETIME",
                        "julianday('2020-02-29 12:34:56.789')",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("2020-02-29T12:34:56.789"))),
                new Sample(
                        "TIME",
                        "'23:59:59.5'",
                        "time without time zone",
                        v -> v.addTime(LocalTime.parse("23:59:59.5"))),
                new Sample(
                        "TIME",
                        "'23:59'",
                        "time without time zone",
                        v -> v.addTime(LocalTime.of(23, 59))),
                new Sample(
                        "UUID",
                        "'0e37df36-f698-11e6-8dd4-cb9ced3df976'",
                        "uuid",
                        v -> v.addUuid(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976"))),
                new Sample(
                        "JSON",
                        "'{\"b\": 1.50, \"a\": null}'",
                        "json",
                        v -> v.addJson("{\"a\":null,\"b\":1.5}")));
    }

    @Override
    protected boolean makesMisfits() {
        execute(
                "CREATE TABLE misfits (id INTEGER PRIMARY KEY, n INTEGER)",
                "INSERT INTO misfits VALUES (1, 10), (2, NULL), (3, 'ten'), (4, 40)");
        return true;
    }
}
