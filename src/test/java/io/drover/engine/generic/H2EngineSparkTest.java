package io.drover.engine.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.ChunkedEngine;
import io.drover.engine.EngineContract;
import io.drover.engine.Moment;
import io.drover.engine.TestMoment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.spec.ChunkingSpec;
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
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2EngineSparkTest extends EngineContract {
    private static final JdbcSpec SETTINGS =
            new JdbcSpec(null, JdbcSpec.Dialect.AUTO, JdbcSpec.Quote.AUTO, true);

    @TempDir Path folder;

    @Override
    protected ChunkedEngine engine() {
        return new GenericEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return endpoint("jdbc:h2:" + folder.resolve("test"), SETTINGS);
    }

    private static EndpointSpec endpoint(String url, JdbcSpec settings) {
        return new EndpointSpec(
                "jdbc",
                url,
                "",
                null,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null,
                settings);
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
        return new TableName("PUBLIC", name(name));
    }

    @Override
    protected String name(String column) {
        return column.toUpperCase(Locale.ROOT);
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
        String instant = "timestamp with time zone";
        return List.of(
                new Sample("TINYINT", "-128", "smallint", v -> v.addInteger(-128)),
                new Sample("INT", "2147483647", "integer", v -> v.addInteger(2147483647)),
                new Sample(
                        "BIGINT",
                        "-9223372036854775808",
                        "bigint",
                        v -> v.addInteger(Long.MIN_VALUE)),
                new Sample("REAL", "0.1", "real", v -> v.addFloat(0.1f)),
                new Sample(
                        "DOUBLE PRECISION",
                        "1.7976931348623157E308",
                        "double precision",
                        v -> v.addFloat(Double.MAX_VALUE)),
                new Sample(
                        "DOUBLE PRECISION",
                        "'NaN'",
                        "double precision",
                        v -> v.addFloat(Double.NaN)),
                new Sample(
                        "DECIMAL(30,10)",
                        "-12345678901234567890.0123456789",
                        "numeric(30,10)",
                        v -> v.addDecimal(new BigDecimal("-12345678901234567890.0123456789"))),
                new Sample(
                        "DECFLOAT", "1E40", "numeric", v -> v.addDecimal(new BigDecimal("1E40"))),
                new Sample("VARCHAR(10)", "''", "character varying(10)", v -> v.addText("")),
                new Sample("VARCHAR", "' é 😀 '", "text", v -> v.addText(" é 😀 ")),
                new Sample("CHAR(5)", "'ab'", "character(5)", v -> v.addText("ab")),
                new Sample("CLOB", "'long text'", "text", v -> v.addText("long text")),
                new Sample(
                        "VARBINARY(10)",
                        "X'00ff5c'",
                        "bytea",
                        v -> v.addBinary(new byte[] {0, -1, 92})),
                new Sample("BLOB", "X''", "bytea", v -> v.addBinary(new byte[0])),
                new Sample("BOOLEAN", "TRUE", "boolean", v -> v.addBoolean(true)),
                new Sample("DATE", "'0001-01-01'", "date", v -> v.addDate(LocalDate.of(1, 1, 1))),
                new Sample(
                        "DATE", "'1582-10-10'", "date", v -> v.addDate(LocalDate.of(1582, 10, 10))),
                new Sample(
                        "TIME(6)",
                        "'23:59:59.123456'",
                        "time without time zone",
                        v -> v.addTime(LocalTime.parse("23:59:59.123456"))),
                new Sample(
                        "TIMESTAMP",
                        "'9999-12-31 23:59:59.999999'",
                        timestamp,
                        v -> v.addTimestamp(LocalDateTime.parse("9999-12-31T23:59:59.999999"))),
                new Sample(
                        "TIMESTAMP WITH TIME ZONE",
                        "'2020-02-29 12:34:56+05:30'",
                        instant,
                        v -> v.addInstant(Instant.parse("2020-02-29T07:04:56Z"))),
                new Sample(
                        "UUID",
                        "'0e37df36-f698-11e6-8dd4-cb9ced3df976'",
                        "uuid",
                        v -> v.addUuid(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976"))),
                new Sample(
                        "JSON",
                        "JSON '{\"b\": 1.50, \"a\": null}'",
                        "json",
                        v -> v.addJson("{\"a\":null,\"b\":1.5}")),
                new Sample("ENUM('p', 'q')", "'q'", "text", v -> v.addText("q")),
                new Sample("INT ARRAY", "ARRAY[1, 2]", "text", v -> v.addText("[1, 2]")),
                new Sample(
                        "INTERVAL YEAR TO MONTH",
                        "INTERVAL '1-2' YEAR TO MONTH",
                        "text",
                        v -> v.addText("INTERVAL '1-2' YEAR TO MONTH")));
    }

    @Override
    protected boolean makesMisfits() {
        execute(
                "CREATE TABLE misfits (id BIGINT PRIMARY KEY, t TIMESTAMP(9))",
                "INSERT INTO misfits VALUES (1, '2020-01-01 00:00:00.123456'), (2, NULL), (3, '2020-01-01 00:00:00.123456789'), (4, '2020-01-01 00:00:00')");
        return true;
    }

    @Test
    void rowsThatCameLaterAreNotSeenByTheOneTransaction() {
        execute("CREATE TABLE moving (id BIGINT PRIMARY KEY)", "INSERT INTO moving VALUES (1)");
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("moving"))) {
            TablePlan plan = moment.plan(new ChunkingSpec(ChunkingSpec.By.NONE, 1, 1));
            assertThat(moment.read(plan).forms()).hasSize(1);
            execute("INSERT INTO moving VALUES (2)");
            assertThat(moment.read(plan).forms()).hasSize(1);
        }
    }

    @Test
    void transactionOfEachChunkIsCalledFuzzy() {
        EndpointSpec endpoint =
                endpoint(
                        endpoint().url(),
                        new JdbcSpec(null, JdbcSpec.Dialect.H2, JdbcSpec.Quote.DOUBLE, false));
        execute("CREATE TABLE moving (id BIGINT PRIMARY KEY)", "INSERT INTO moving VALUES (1)");
        try (TestMoment moment = TestMoment.open(engine(), endpoint, table("moving"));
                Moment other = engine().open(Side.SOURCE, endpoint, "drover test", 1)) {
            assertThat(other.consistency()).startsWith("fuzzy: jdbc.one-transaction is false");
            TablePlan plan = moment.plan(new ChunkingSpec(ChunkingSpec.By.NONE, 1, 1));
            execute("INSERT INTO moving VALUES (2)");
            assertThat(moment.read(plan).forms()).hasSize(2);
        }
    }

    @Test
    void momentThatEndedIsTold() {
        execute("CREATE TABLE gone (id BIGINT PRIMARY KEY)");
        TestMoment moment = TestMoment.open(engine(), endpoint(), table("gone"));
        TablePlan plan = moment.plan(new ChunkingSpec(ChunkingSpec.By.NONE, 1, 1));
        moment.close();
        assertThatThrownBy(() -> moment.read(plan))
                .isInstanceOf(SnapshotLostException.class)
                .hasMessageContaining("Give the same command again");
    }

    @Test
    void driverThatIsNotThereIsMissedByName() {
        assertThatThrownBy(
                        () ->
                                engine().open(
                                                Side.SOURCE,
                                                endpoint("jdbc:nosuch://host/db", SETTINGS),
                                                "drover test",
                                                1))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("spark.jars");
        JdbcSpec missing =
                new JdbcSpec("com.nosuch.Driver", JdbcSpec.Dialect.AUTO, JdbcSpec.Quote.AUTO, true);
        assertThatThrownBy(
                        () ->
                                engine().open(
                                                Side.SOURCE,
                                                endpoint(endpoint().url(), missing),
                                                "drover test",
                                                1))
                .hasMessageContaining("com.nosuch.Driver")
                .hasMessageContaining("spark.jars");
    }

    @Test
    void chunksOfPhysicalBlocksAreRefused() {
        execute("CREATE TABLE t (id BIGINT PRIMARY KEY)");
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("t"))) {
            assertThatThrownBy(() -> moment.plan(new ChunkingSpec(ChunkingSpec.By.CTID, 4096, 512)))
                    .hasMessageContaining("only PostgreSQL has them");
        }
    }
}
