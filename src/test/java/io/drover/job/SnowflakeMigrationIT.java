package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.drover.job.quarantine.ShowQuarantine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.load.Checkpoint;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.PlantedFunctions;
import io.drover.testing.snowflake.Fault;
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
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Read = loaded + quarantined, each of these is named, and the proof misses no other. */
    @Test
    void rowsThatCopyRejectsAreInTheQuarantine() throws IOException, SQLException {
        server = SnowflakeStandIn.start(StageKind.GCS, ResultKind.JSON);
        try (TestDatabase source = TestDatabase.create("rejected_out");
                Connection h2 = server.h2()) {
            source.execute(
                    "CREATE TABLE item AS SELECT g AS id, 'name ' || g AS name FROM generate_series(1, 50) g",
                    "ALTER TABLE item ADD PRIMARY KEY (id)");
            h2.createStatement().execute("CREATE TABLE PUBLIC.ITEM (ID NUMERIC(10,0))");
            server.faults().times(2, Fault.rowRejected("\\|name (7|50)$"));
            MigrationSpec strict = spec("out", postgres(source), snowflake());
            assertThatThrownBy(() -> migrate(strict))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure ->
                                    assertThat(failure.kind())
                                            .isEqualTo(ErrorKind.QUARANTINE_LIMIT));
            assertThat(number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isZero();

            MigrationSpec out =
                    spec("out", postgres(source), snowflake(), "quarantine.max-rows = 2");
            assertThat(migrate(out).rows()).isEqualTo(48);
            assertThat(setAside()).containsExactly("public.item 2 of 50");
            List<String> rows = new ArrayList<>();
            new ShowQuarantine(out).show(new Choice(List.of(), null, List.of()), 10, rows::add);
            assertThat(rows)
                    .hasSize(2)
                    .allMatch(
                            row ->
                                    row.contains(
                                            "COPY rejected it: id: String '…' is too long and would be truncated [22000]"));
            TableVerdict proof = reconcile(out).tables().get(0);
            assertThat(proof.extra() + proof.changed() + proof.duplicated()).isZero();
            assertThat(proof.shown())
                    .extracting(missing -> missing.key().toString())
                    .containsExactly("{id=7}", "{id=50}");
        }
    }

    /** Time travel shows old rows under the columns of now. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "it has no column note ~ column note of public.item is gone ~ ALTER TABLE PUBLIC.ITEM DROP COLUMN NOTE",
                "it has no column note ~ column note of public.item is gone ~ ALTER TABLE PUBLIC.ITEM ALTER COLUMN NOTE RENAME TO REMARK",
                "it is gone ~ table public.item is gone ~ DROP TABLE PUBLIC.ITEM"
            })
    void sourceThatIsChangedWhileItIsReadIsToldInClearWords(
            String first, String told, String meddling) throws IOException, SQLException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
        try (TestDatabase target = TestDatabase.create("changed_back");
                Connection h2 = server.h2()) {
            h2.createStatement()
                    .execute("CREATE TABLE PUBLIC.ITEM (ID NUMERIC(10,0), NOTE VARCHAR)");
            h2.createStatement().execute("INSERT INTO PUBLIC.ITEM VALUES (1, 'a'), (2, 'b')");
            h2.createStatement().execute("CREATE TABLE PUBLIC.OTHER (ID NUMERIC(10,0))");
            target.execute(
                    "CREATE TABLE item (id numeric(10,0), note text)",
                    "INSERT INTO item VALUES (7, 'old')");
            MigrationSpec back = spec("back", snowflake(), postgres(target));
            AtomicBoolean once = new AtomicBoolean();
            Progress meddler = new Meddler(h2, meddling, once);
            assertThatThrownBy(() -> migrate(back, meddler))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE))
                    .hasMessageContaining("Cannot read public.item as it was at ")
                    .hasMessageContaining(first)
                    .hasMessageContaining("migrate --restart");
            assertThat(once).isTrue();
            assertThat(target.value("SELECT string_agg(note, ',') FROM item")).isEqualTo("old");
            assertThatThrownBy(() -> migrate(back))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                    .hasMessageContaining(told)
                    .hasMessageContaining("migrate --restart");
        }
    }

    /** Changes a table when the first stage of a run begins, behind its plan. */
    private record Meddler(Connection h2, String sql, AtomicBoolean done) implements Progress {
        @Override
        public void stage(String title, long tables, long rows, long bytes) {
            if (done.compareAndSet(false, true)) {
                try {
                    h2.createStatement().execute(sql);
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        }

        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public void passed(TableName table, long rows) {}

        @Override
        public void note(String line) {}

        @Override
        public void end() {}
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

    /** A table of which Snowflake's SQL has every form, and one of which it has not. */
    private static final String[] DIGESTED = {
        """
        CREATE TABLE made (
          id bigint PRIMARY KEY, b boolean, i integer, n numeric(12,4), t text, v varchar(5), c char(4),
          bin bytea, day date, at time, stamp timestamp, instant timestamptz, milli timestamptz(3), u uuid);
        INSERT INTO made VALUES
          (1, true, -7, -99999999.9900, E'a"b|c\\\\d\\ne''f ', 'äöü😀', 'ab', '\\x', '1582-10-15', '00:00:00',
           '1582-10-15 00:00:00', '2020-02-29 12:00:00.123456+02', '1969-12-31 23:59:59.999Z',
           'ffffffff-ffff-ffff-ffff-ffffffffffff'),
          (2, false, 0, 0, '', '', '', '\\x00ff', '9999-12-31', '23:59:59.999999', '9999-12-31 23:59:59.999999',
           '9999-12-31 23:59:59.999999Z', '2000-01-01Z', null),
          (3, null, null, null, null, null, null, null, null, null, null, null, null, null);
        INSERT INTO made (id, t) SELECT g, 'row ' || g FROM generate_series(4, 500) g
        """,
        "CREATE TABLE floats AS SELECT 1 AS id, 0.1::float8 AS f"
    };

    @Test
    void snowflakeDigestsWhereTheSpecSaysSo() throws IOException, SQLException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
        try (TestDatabase source = TestDatabase.create("digested_out");
                Connection h2 = server.h2()) {
            source.execute(DIGESTED);
            MigrationSpec out =
                    spec("out", postgres(source), snowflake(), "reconcile.digest = server");
            migrate(out);
            ReconcileTables.Result proof = reconcile(out);
            assertThat(verdict(proof, "made")).isEqualTo("EQUAL");
            assertThat(table(proof, "made").computed())
                    .endsWith("target: by the server of snowflake (reconcile.digest is server)");
            assertThat(verdict(proof, "floats")).isEqualTo("EQUAL");
            assertThat(table(proof, "floats").computed())
                    .endsWith(
                            "target: in Spark tasks, of what the auditor of snowflake reads (column f: Snowflake has no function that gives the bytes of a FLOAT)");
            assertThat(server.statements())
                    .filteredOn(sql -> sql.contains("SHA2(") && sql.contains("\"MADE\""))
                    .singleElement(STRING)
                    .contains("\"MADE\" AT(TIMESTAMP => ");

            h2.createStatement().execute("UPDATE PUBLIC.MADE SET T = 'row 77 ' WHERE ID = 77");
            TableVerdict changed = table(reconcile(out), "made");
            assertThat(changed.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(changed.computed()).contains("target: by the server of snowflake");
            assertThat(changed.changed()).isEqualTo(1);
            assertThat(changed.shown().get(0).changedColumns()).containsExactly("t");
            assertThat(changed.shown().get(0).toString()).contains("77");
        }
    }

    @Test
    void sparkDigestsByItselfAndWhereAValueComesOutOtherwise() throws IOException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
        try (TestDatabase source = TestDatabase.create("undigested_out")) {
            source.execute(DIGESTED);
            MigrationSpec out = spec("out", postgres(source), snowflake());
            migrate(out);
            TableVerdict byItself = table(reconcile(out), "made");
            assertThat(byItself.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(byItself.computed())
                    .contains(
                            "the auditor of snowflake reads (Snowflake's SQL was never tried on a real account");
            assertThat(server.statements()).noneMatch(sql -> sql.contains("SHA2("));

            PlantedFunctions.forgetBlanks(server);
            TableVerdict tried =
                    table(
                            reconcile(
                                    spec(
                                            "out",
                                            postgres(source),
                                            snowflake(),
                                            "reconcile.digest = server")),
                            "made");
            assertThat(tried.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(tried.computed())
                    .contains(
                            "target: in Spark tasks, of what the auditor of snowflake reads (the server's form of VARCHAR ' ' is 000000010000001900000001 and not 00000001000000190000000120)");
        }
    }

    private static TableVerdict table(ReconcileTables.Result proof, String name) {
        return proof.tables().stream()
                .filter(each -> each.source().name().equals(name))
                .findFirst()
                .orElseThrow();
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
        TableVerdict verdict = table(proof, table);
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
        return migrate(spec, Progress.SILENT);
    }

    private static MigrateTables.Result migrate(MigrationSpec spec, Progress progress) {
        return new MigrateTables(
                        spec, TestSpark::session, Trial.facts("migrate"), progress, Checkpoint.NONE)
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
