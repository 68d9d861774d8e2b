package io.drover.engine.mysql;

import io.drover.engine.ChunkedEngine;
import io.drover.engine.EngineContract;
import io.drover.jdbc.ConnectionPool;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import io.drover.testing.TestMariaDb;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class MysqlEngineIT extends EngineContract {
    private TestMariaDb database;

    @BeforeEach
    void create() {
        database = TestMariaDb.create("engine");
    }

    @AfterEach
    void drop() {
        ConnectionPool.closeAll();
        database.close();
    }

    @Override
    protected ChunkedEngine engine() {
        return new MysqlEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return MysqlTrial.with(
                database,
                new MysqlSpec(
                        MysqlSpec.ZeroDates.QUARANTINE,
                        MysqlSpec.TinyintOfOne.SMALLINT,
                        MysqlSpec.Time.INTERVAL,
                        MysqlSpec.WithoutLock.SINGLE_READER));
    }

    @Override
    protected void execute(String... statements) {
        database.execute(statements);
    }

    @Override
    protected TableName table(String name) {
        return new TableName(database.name(), name);
    }

    @Override
    protected String integerType() {
        return "BIGINT";
    }

    @Override
    protected String keyTextType() {
        return "VARCHAR(200)";
    }

    @Override
    protected List<Sample> samples() {
        String timestamp = "timestamp without time zone";
        return List.of(
                new Sample("TINYINT", "-128", "smallint", v -> v.addInteger(-128)),
                new Sample("TINYINT(1)", "2", "smallint", v -> v.addInteger(2)),
                new Sample("SMALLINT UNSIGNED", "65535", "integer", v -> v.addInteger(65535)),
                new Sample("MEDIUMINT", "-8388608", "integer", v -> v.addInteger(-8388608)),
                new Sample("INT UNSIGNED", "4294967295", "bigint", v -> v.addInteger(4294967295L)),
                new Sample(
                        "BIGINT",
                        "-9223372036854775808",
                        "bigint",
                        v -> v.addInteger(Long.MIN_VALUE)),
                new Sample(
                        "BIGINT UNSIGNED",
                        "18446744073709551615",
                        "numeric(20,0)",
                        v -> v.addDecimal(new BigDecimal("18446744073709551615"))),
                new Sample("FLOAT", "0.1", "real", v -> v.addFloat(0.1f)),
                new Sample(
                        "DOUBLE",
                        "1.7976931348623157E308",
                        "double precision",
                        v -> v.addFloat(Double.MAX_VALUE)),
                new Sample(
                        "DOUBLE", "5e-324", "double precision", v -> v.addFloat(Double.MIN_VALUE)),
                new Sample(
                        "DECIMAL(65,30)",
                        "-12345678901234567890.0123456789",
                        "numeric(65,30)",
                        v -> v.addDecimal(new BigDecimal("-12345678901234567890.0123456789"))),
                new Sample("BIT(1)", "b'1'", "boolean", v -> v.addBoolean(true)),
                new Sample("BIT(5)", "b'00110'", "bit(5)", v -> v.addText("00110")),
                new Sample("BIT(64)", "~0", "bit(64)", v -> v.addText("1".repeat(64))),
                new Sample("VARCHAR(10)", "''", "character varying(10)", v -> v.addText("")),
                new Sample(
                        "VARCHAR(10)",
                        "' é 😀 '",
                        "character varying(10)",
                        v -> v.addText(" é 😀 ")),
                new Sample("CHAR(5)", "'ab '", "character(5)", v -> v.addText("ab")),
                new Sample("LONGTEXT", "'a\\0b'", "text", v -> v.addText("a\0b")),
                new Sample(
                        "TEXT CHARACTER SET latin1",
                        "'\u00e9 \u20ac'",
                        "text",
                        v -> v.addText("\u00e9 \u20ac")),
                new Sample(
                        "VARBINARY(10)",
                        "x'00ff5c'",
                        "bytea",
                        v -> v.addBinary(new byte[] {0, -1, 92})),
                new Sample("LONGBLOB", "''", "bytea", v -> v.addBinary(new byte[0])),
                new Sample(
                        "DATE", "'1582-10-10'", "date", v -> v.addDate(LocalDate.of(1582, 10, 10))),
                new Sample("DATE", "'0001-01-01'", "date", v -> v.addDate(LocalDate.of(1, 1, 1))),
                new Sample(
                        "DATETIME(6)",
                        "'9999-12-31 23:59:59.999999'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("9999-12-31T23:59:59.999999"))),
                new Sample(
                        "TIMESTAMP(3) NULL",
                        "'2020-02-29 12:34:56.789'",
                        "timestamp(3) with time zone",
                        v -> v.addInstant(Instant.parse("2020-02-29T12:34:56.789Z"))),
                new Sample("YEAR", "2155", "smallint", v -> v.addInteger(2155)),
                new Sample("ENUM('p', 'q''r')", "'q''r'", "text", v -> v.addText("q'r")),
                new Sample("SET('p', 'q')", "'q,p'", "text", v -> v.addText("p,q")),
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
                new Sample("INET6", "'::1'", "text", v -> v.addText("::1")));
    }

    @Override
    protected boolean cutsAlongAnyColumns() {
        return false;
    }

    @Override
    protected boolean makesMisfits() {
        execute(
                "CREATE TABLE misfits (id BIGINT PRIMARY KEY, d DATE)",
                "SET STATEMENT sql_mode = 'ALLOW_INVALID_DATES' FOR INSERT INTO misfits VALUES (1, '2020-02-29'), (2, NULL), (3, '2023-02-31'), (4, '1000-01-01')");
        return true;
    }
}
