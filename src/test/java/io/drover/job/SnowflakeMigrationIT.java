package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import io.drover.testing.snowflake.SnowflakeStandIn.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of PostgreSQL go to Snowflake and back, and are the same in all three places. */
class SnowflakeMigrationIT {
    /** A table of values at the edges of their types, all of which Snowflake holds. */
    static final String EDGES =
            """
            CREATE TABLE "Edges" (
              id bigint PRIMARY KEY, b boolean, s smallint, i integer, n numeric(38,0),
              d numeric(12,4), anything numeric, r real, f double precision, t text,
              "Mixed Case" varchar(5), c char(4), bin bytea, day date, at time, stamp timestamp,
              instant timestamptz, milli timestamptz(3), doc jsonb, u uuid, list integer[]);
            INSERT INTO "Edges" VALUES
              (1, true, -32768, -2147483648, 99999999999999999999999999999999999999, -99999999.9999, 1e50,
               3.4028235e38, 1.7976931348623157e308, E'a"b|c\\\\d\\ne''f', 'äöü😀', 'ab', '\\x', '1582-11-15', '00:00:00',
               '1582-10-15 00:00:00', '2020-02-29 12:00:00.123456+02', '1969-12-31 23:59:59.999Z', '{"b": [1, null, "x"], "a": 12.5}',
               'ffffffff-ffff-ffff-ffff-ffffffffffff', '{1,NULL,3}'),
              (2, false, 32767, 2147483647, -99999999999999999999999999999999999999, 0.0001, 'NaN',
               'NaN', 'NaN', '', '', '', '\\x00ff', '9999-12-31', '23:59:59.999999',
               '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999Z', '2000-01-01Z', '"text"', null, '{}'),
              (9223372036854775807, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
               null, null, null, null, null, null);
            """;

    /** All of it that comes back in a type that prints it alike. */
    static final String PRINTED_EDGES =
            """
            SELECT (SELECT string_agg(e::text, '~' ORDER BY id) FROM (SELECT id, b, s, i, n, d, anything::text,
              t, "Mixed Case", bin, day, at, stamp, instant, milli, doc, u FROM "Edges") e)
            """;

    @TempDir private Path folder;
    private SnowflakeStandIn server;

    @AfterEach
    void leave() {
        LedgerHome.leaveAll();
        if (server != null) {
            server.close();
        }
    }

    /** All rows of both; the warehouse is one that nobody resumes but the run. */
    @ParameterizedTest
    @CsvSource({"chinook, 15607, 11, S3, ARROW", "employees, 130783, 7, GCS, JSON"})
    void openDataGoesToSnowflakeAndBack(
            String name, long rows, int tables, StageKind stage, ResultKind results)
            throws IOException {
        Path data = OpenData.folder(name);
        org.junit.jupiter.api.Assumptions.assumeTrue(data != null && Files.exists(data));
        server = SnowflakeStandIn.start(stage, results);
        try (TestDatabase source = TestDatabase.create(name + "_out");
                TestDatabase target = TestDatabase.create(name + "_back")) {
            OpenData.load(source, data);
            server.warehouse(Warehouse.SUSPENDED);
            MigrationSpec out = spec("out", postgres(source), snowflake());
            assertThat(migrate(out).rows()).isEqualTo(rows);
            assertThat(report(out))
                    .contains("target warehouse", "LOAD_WH, X-Small, resumed by this run");
            everyTableIsEqual(out, tables);
            MigrationSpec back = spec("back", snowflake(), postgres(target));
            assertThat(migrate(back).rows()).isEqualTo(rows);
            assertThat(report(back)).contains("source warehouse", "LOAD_WH, X-Small");
            everyTableIsEqual(back, tables);
        }
    }

    /** Both forms of it. */
    private String report(MigrationSpec spec) throws IOException {
        WriteReport.Result report =
                new WriteReport(spec).writeLatest(folder.resolve("report")).orElseThrow();
        return Files.readString(report.json()) + Files.readString(report.html());
    }

    @Test
    void valuesAtTheEdgesArriveOrAreSetAside() throws IOException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
        try (TestDatabase source = TestDatabase.create("edges_out");
                TestDatabase target = TestDatabase.create("edges_back")) {
            source.execute(
                    EDGES,
                    """
                    CREATE TABLE odd (id int PRIMARY KEY, day date, at time, doc json);
                    INSERT INTO odd VALUES (1, '2020-01-01', '12:00', '{}'), (2, '1582-10-14', '12:00', '{}'),
                      (3, '2020-01-01', '24:00', '{}'), (4, '2020-01-01', '12:00', '{"a": 1, "a": 2}'),
                      (5, '2020-01-01', '12:00', '[123456789012345678901234567890123456789]'), (6, null, null, 'null')
                    """);
            MigrationSpec out =
                    spec("out", postgres(source), snowflake(), "quarantine { max-rows = 10 }");
            MigrateTables.Result result = migrate(out);
            assertThat(setAside()).containsExactly("public.Edges 0 of 3", "public.odd 4 of 6");
            assertThat(result.rows()).isEqualTo(3 + 2);
            ReconcileTables.Result proof = reconcile(out);
            assertThat(verdict(proof, "Edges")).isEqualTo("EQUAL");

            MigrationSpec back = spec("back", snowflake(), postgres(target));
            migrate(back);
            assertThat(verdict(reconcile(back), "Edges")).isEqualTo("EQUAL");
            assertThat(target.value(PRINTED_EDGES)).isEqualTo(source.value(PRINTED_EDGES));
        }
    }

    @Test
    void theReplacedTableIsKeptUntilItsRelease() throws IOException, SQLException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
        try (TestDatabase source = TestDatabase.create("released_out");
                Connection h2 = server.h2()) {
            source.execute("CREATE TABLE item AS SELECT g AS id FROM generate_series(1, 50) g");
            h2.createStatement().execute("CREATE TABLE PUBLIC.ITEM (ID NUMERIC(10,0))");
            h2.createStatement().execute("INSERT INTO PUBLIC.ITEM VALUES (7)");
            MigrationSpec out = spec("out", postgres(source), snowflake());
            migrate(out);
            assertThat(number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isEqualTo(50);
            assertThat(number(h2, "SELECT sum(id) FROM PUBLIC.DROVER_OLD_ITEM")).isEqualTo(7);

            assertThat(new ReleaseMigration(out).run().dropped()).isEqualTo(1);

            assertThat(
                            number(
                                    h2,
                                    "SELECT count(*) FROM information_schema.tables WHERE table_name = 'DROVER_OLD_ITEM'"))
                    .isZero();
            assertThat(number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isEqualTo(50);
        }
    }

    @Test
    void theTableAsItWasBeforeRowsWereAddedIsKeptUntilItsRelease()
            throws IOException, SQLException {
        server = SnowflakeStandIn.start(StageKind.GCS, ResultKind.JSON);
        try (TestDatabase source = TestDatabase.create("added_out");
                Connection h2 = server.h2()) {
            source.execute("CREATE TABLE item AS SELECT g AS id FROM generate_series(1, 5) g");
            h2.createStatement().execute("CREATE TABLE PUBLIC.ITEM (ID NUMERIC(10,0))");
            h2.createStatement().execute("INSERT INTO PUBLIC.ITEM VALUES (7)");
            MigrationSpec out = spec("out", postgres(source), snowflake(), "load = append");
            migrate(out);
            assertThat(number(h2, "SELECT count(*) FROM PUBLIC.DROVER_BEFORE_ITEM")).isEqualTo(1);
            // The next load keeps anew: nobody has to release first.
            new RestartMigration(out).run();
            migrate(out);
            assertThat(number(h2, "SELECT count(*) FROM PUBLIC.DROVER_BEFORE_ITEM")).isEqualTo(6);

            assertThat(new ReleaseMigration(out).run().dropped()).isEqualTo(1);

            assertThat(
                            number(
                                    h2,
                                    "SELECT count(*) FROM information_schema.tables WHERE table_name = 'DROVER_BEFORE_ITEM'"))
                    .isZero();
            assertThat(number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isEqualTo(11);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What Snowflake's own receipts say. */
    private List<String> setAside() {
        List<String> told = new ArrayList<>();
        try (Connection connection = server.h2();
                ResultSet rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT target, quarantined_rows, read_rows FROM PUBLIC.DROVER_RECEIPT WHERE chunk_no >= 0 ORDER BY 1")) {
            while (rows.next()) {
                told.add(rows.getString(1) + " " + rows.getLong(2) + " of " + rows.getLong(3));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return told;
    }

    static String verdict(ReconcileTables.Result proof, String table) {
        TableVerdict verdict =
                proof.tables().stream()
                        .filter(each -> each.source().name().equals(table))
                        .findFirst()
                        .orElseThrow();
        return verdict.verdict() == Verdict.EQUAL ? "EQUAL" : verdict.toString();
    }

    private static void everyTableIsEqual(MigrationSpec spec, int tables) {
        ReconcileTables.Result proof = reconcile(spec);
        assertThat(proof.tables())
                .hasSize(tables)
                .allSatisfy(
                        table ->
                                assertThat(table.verdict())
                                        .as(table.toString())
                                        .isEqualTo(Verdict.EQUAL));
    }

    static String postgres(TestDatabase database) {
        return "{ type = postgres, url = \"%s\", user = postgres, password = postgres }"
                .formatted(database.url());
    }

    private String snowflake() {
        return snowflake(server, "");
    }

    /** With further settings, each behind a comma. */
    static String snowflake(SnowflakeStandIn server, String more) {
        return "{ type = snowflake, url = \"%s\", user = %s, password = \"%s\", snowflake { database = drover, authentication = password%s } }"
                .formatted(server.jdbcUrl(), server.user(), server.password(), more);
    }

    private MigrationSpec spec(String name, String source, String target, String... more)
            throws IOException {
        return spec(
                folder,
                name,
                source,
                target,
                "select.include = [\"public.*\"]\n" + String.join("\n", more));
    }

    static MigrationSpec spec(Path folder, String name, String source, String target, String more)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve(name + ".conf"),
                        """
                        migration {
                          name = %s
                          source = %s
                          target = %s
                          %s
                        }
                        """
                                .formatted(name, source, target, more));
        return new SpecReader().read(file, List.of());
    }

    static MigrateTables.Result migrate(MigrationSpec spec) {
        return new MigrateTables(
                        spec,
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    static ReconcileTables.Result reconcile(MigrationSpec spec) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
