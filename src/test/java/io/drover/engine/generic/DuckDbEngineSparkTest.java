package io.drover.engine.generic;

import io.drover.engine.ChunkedEngine;
import io.drover.engine.EngineContract;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.JdbcSpec;
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

class DuckDbEngineSparkTest extends EngineContract {
    @TempDir Path folder;

    @Override
    protected ChunkedEngine engine() {
        return new GenericEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return new EndpointSpec(
                "jdbc",
                "jdbc:duckdb:" + folder.resolve("test.db"),
                "",
                null,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null,
                new JdbcSpec(null, JdbcSpec.Dialect.AUTO, JdbcSpec.Quote.AUTO, true));
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
        return "BIGINT";
    }

    @Override
    protected String keyTextType() {
        return "VARCHAR";
    }

    @Override
    protected List<Sample> samples() {
        String timestamp = "timestamp without time zone";
        return List.of(
                new Sample("TINYINT", "-128", "smallint", v -> v.addInteger(-128)),
                new Sample("UINTEGER", "4294967295", "bigint", v -> v.addInteger(4294967295L)),
                new Sample(
                        "UBIGINT",
                        "18446744073709551615",
                        "numeric(20,0)",
                        v -> v.addDecimal(new BigDecimal("18446744073709551615"))),
                new Sample(
                        "HUGEINT",
                        "170141183460469231731687303715884105727",
                        "numeric(39,0)",
                        v ->
                                v.addDecimal(
                                        new BigDecimal("170141183460469231731687303715884105727"))),
                new Sample("FLOAT", "0.1", "real", v -> v.addFloat(0.1f)),
                new Sample("DOUBLE", "0.1", "double precision", v -> v.addFloat(0.1)),
                new Sample(
                        "DOUBLE",
                        "'-inf'",
                        "double precision",
                        v -> v.addFloat(Double.NEGATIVE_INFINITY)),
                new Sample(
                        "DECIMAL(30,10)",
                        "-12345678901234567890.0123456789",
                        "numeric(30,10)",
                        v -> v.addDecimal(new BigDecimal("-12345678901234567890.0123456789"))),
                new Sample("VARCHAR", "' é 😀 '", "text", v -> v.addText(" é 😀 ")),
                new Sample(
                        "BLOB",
                        "'\\x00\\xff'::BLOB",
                        "bytea",
                        v -> v.addBinary(new byte[] {0, -1})),
                new Sample("BOOLEAN", "false", "boolean", v -> v.addBoolean(false)),
                new Sample("DATE", "'0001-01-01'", "date", v -> v.addDate(LocalDate.of(1, 1, 1))),
                new Sample(
                        "TIME",
                        "'23:59:59.123456'",
                        "time without time zone",
                        v -> v.addTime(LocalTime.parse("23:59:59.123456"))),
                new Sample(
                        "TIMESTAMP",
                        "'1582-10-10 23:59:59.999999'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("1582-10-10T23:59:59.999999"))),
                new Sample(
                        "TIMESTAMPTZ",
                        "'1582-10-10 23:59:59.999999+00'",
                        "timestamp with time zone",
                        v -> v.addInstant(Instant.parse("1582-10-10T23:59:59.999999Z"))),
                new Sample(
                        "TIMESTAMP_NS",
                        "'2020-02-29 12:34:56.789'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("2020-02-29T12:34:56.789"))),
                new Sample(
                        "TIMESTAMP_S",
                        "'2020-02-29 12:34:56'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("2020-02-29T12:34:56"))),
                new Sample(
                        "TIMESTAMPTZ",
                        "'2020-02-29 12:34:56+05:30'",
                        "timestamp with time zone",
                        v -> v.addInstant(Instant.parse("2020-02-29T07:04:56Z"))),
                new Sample(
                        "UUID",
                        "'0e37df36-f698-11e6-8dd4-cb9ced3df976'",
                        "uuid",
                        v -> v.addUuid(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976"))),
                new Sample(
                        "JSON",
                        "'{\"b\": 1.50, \"a\": null}'",
                        "json",
                        v -> v.addJson("{\"a\":null,\"b\":1.5}")),
                new Sample("INTEGER[]", "[1, NULL]", "text", v -> v.addText("[1, NULL]")),
                new Sample("STRUCT(a INTEGER)", "{'a': 1}", "text", v -> v.addText("{'a': 1}")));
    }

    @Override
    protected boolean makesMisfits() {
        execute(
                "CREATE TABLE misfits (id BIGINT PRIMARY KEY, t TIMESTAMP_NS)",
                "INSERT INTO misfits VALUES (1, '2020-01-01 00:00:00.123456'), (2, NULL), (3, '2020-01-01 00:00:00.123456789'), (4, '2020-01-01 00:00:00')");
        return true;
    }
}
