package io.drover.engine.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.catalog.TableSelection;
import io.drover.engine.ChunkedEngine;
import io.drover.engine.EngineContract;
import io.drover.engine.Moment;
import io.drover.engine.TestMoment;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SelectSpec;
import io.drover.testing.OpenData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
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
import org.junit.jupiter.api.Test;
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

    @Test
    void fileThatWasWrittenToIsNotReadAsItWas() {
        for (String mode : List.of("DELETE", "WAL")) {
            execute(
                    "PRAGMA journal_mode = " + mode,
                    "DROP TABLE IF EXISTS moving",
                    "CREATE TABLE moving (id INTEGER PRIMARY KEY)",
                    "INSERT INTO moving VALUES (1)");
            try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("moving"))) {
                TablePlan plan = moment.plan(new ChunkingSpec(ChunkingSpec.By.NONE, 1, 1));
                assertThat(moment.read(plan).forms()).hasSize(1);
                if (mode.equals("WAL")) {
                    execute("INSERT INTO moving VALUES (2)");
                    assertThatThrownBy(() -> moment.read(plan))
                            .isInstanceOf(SnapshotLostException.class)
                            .hasMessageContaining("written to since the run began");
                } else {
                    assertThatThrownBy(() -> execute("INSERT INTO moving VALUES (2)"))
                            .hasStackTraceContaining("SQLITE_BUSY");
                    assertThat(moment.read(plan).forms()).hasSize(1);
                }
            }
        }
    }

    @Test
    void fileThatIsNotThereIsRefusedAndNotMade() {
        Path missing = folder.resolve("missing.db");
        EndpointSpec endpoint = endpoint("jdbc:sqlite:" + missing);
        assertThatThrownBy(() -> engine().open(Side.SOURCE, endpoint, "drover test", 1))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("there is no such file");
        assertThat(missing).doesNotExist();
        EndpointSpec memory = endpoint("jdbc:sqlite::memory:");
        assertThatThrownBy(() -> engine().open(Side.SOURCE, memory, "drover test", 1))
                .hasMessageContaining("one file");
    }

    @Test
    void tablesWithoutRowidsAndTablesWithoutKeysAreCut() {
        execute(
                "CREATE TABLE keyed (a TEXT, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
                        + " INSERT INTO keyed SELECT 'k' || (i % 7), i FROM n",
                "CREATE TABLE heap (rowid TEXT, v TEXT)",
                "INSERT INTO heap SELECT a, b FROM keyed");
        for (String name : List.of("keyed", "heap")) {
            try (TestMoment moment = TestMoment.open(engine(), endpoint(), table(name))) {
                TablePlan plan = moment.plan(new ChunkingSpec(ChunkingSpec.By.AUTO, 1024, 512));
                assertThat(plan.chunks()).as(name).hasSizeGreaterThan(2);
                assertThat(moment.chunks(plan).stream().mapToLong(TestMoment.Chunk::rows).sum())
                        .isEqualTo(900);
                assertThat(moment.audit(plan))
                        .containsExactlyInAnyOrderElementsOf(moment.read(plan).forms());
            }
        }
    }

    /** SQLite's own printing of them is wrong in the last digit of every tenth. */
    @Test
    void realsOfAllSizesAreAuditedExactly() {
        execute(
                "CREATE TABLE reals (id INTEGER PRIMARY KEY, d REAL, n NUMERIC)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                        + " INSERT INTO reals SELECT i, 1.7 / i * (i % 7 + 0.3), 61172.783704797024 / i FROM n",
                "INSERT INTO reals VALUES (3000, -6.366547962959535e268, 1.5034677752591148e-52)");
        try (TestMoment moment = TestMoment.open(engine(), endpoint(), table("reals"))) {
            TablePlan plan = moment.plan(new ChunkingSpec(ChunkingSpec.By.NONE, 1, 1));
            assertThat(moment.audit(plan))
                    .hasSize(2001)
                    .containsExactlyInAnyOrderElementsOf(moment.read(plan).forms());
        }
    }

    @Test
    void whatStaysBehindIsSaid() {
        execute(
                "CREATE TABLE base (id INTEGER PRIMARY KEY AUTOINCREMENT, n INT DEFAULT 5 CHECK (n > 0),"
                        + " at DATETIME DEFAULT CURRENT_TIMESTAMP, x DEFAULT (abs(-1)),"
                        + " twice INT GENERATED ALWAYS AS (n * 2), f INT REFERENCES nowhere (id))",
                "INSERT INTO base (n) VALUES (1), (2)",
                "DELETE FROM base WHERE n = 2",
                "CREATE VIEW seen AS SELECT * FROM base",
                "CREATE INDEX partial ON base (n) WHERE n > 1");
        Catalog catalog = TestMoment.catalog(engine(), endpoint(), table("base"));
        assertThat(catalog.notCarried())
                .extracting(PlanWarning::object)
                .containsExactly(
                        "checks of main.base",
                        "default of main.base.x",
                        "foreign key of main.base (f)",
                        "generation of main.base.twice",
                        "index partial of main.base",
                        "view main.seen");
        assertThat(catalog.sequences()).extracting(SequenceInfo::lastValue).containsExactly(2L);
        assertThat(catalog.tables().get(0).columns())
                .extracting(ColumnInfo::defaultExpression)
                .startsWith(null, "5");
    }

    /** Real data that nobody on this project wrote. */
    @Test
    void chinookIsReadAsItsAuditorReadsIt() throws IOException {
        Path file = OpenData.folder("chinook").resolveSibling("chinook.sqlite");
        assumeThat(file).as("skipped: no open data beside the repository").exists();
        Path copy = folder.resolve("chinook.db");
        Files.copy(file, copy);
        EndpointSpec endpoint = endpoint("jdbc:sqlite:" + copy);
        List<TableName> names;
        try (Moment moment = engine().open(Side.SOURCE, endpoint, "drover test", 1)) {
            names =
                    moment
                            .catalog(
                                    TableSelection.of(
                                            new SelectSpec(List.of("main.*"), List.of(), null),
                                            List.of()))
                            .tables()
                            .stream()
                            .map(TableInfo::name)
                            .toList();
        }
        assertThat(names).hasSize(11);
        long rows = 0;
        for (TableName name : names) {
            try (TestMoment moment = TestMoment.open(engine(), endpoint, name)) {
                TablePlan plan =
                        moment.plan(new ChunkingSpec(ChunkingSpec.By.AUTO, 65_536, 65_536));
                TestMoment.Rows read = moment.read(plan);
                assertThat(read.unreadable()).as("%s", name).isEmpty();
                assertThat(moment.audit(plan))
                        .as("%s", name)
                        .containsExactlyInAnyOrderElementsOf(read.forms());
                rows += read.forms().size();
            }
        }
        assertThat(rows).isEqualTo(15_607);
    }
}
