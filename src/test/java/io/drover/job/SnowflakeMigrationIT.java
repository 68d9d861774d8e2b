package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.quarantine.ShowQuarantine;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.spec.MigrationSpec;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of PostgreSQL go to Snowflake and back, and are the same in all three places. */
class SnowflakeMigrationIT {
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
            MigrationSpec out = spec("out", SnowflakeTrips.postgres(source), snowflake());
            assertThat(SnowflakeTrips.migrate(out).rows()).isEqualTo(rows);
            assertThat(report(out))
                    .contains("target warehouse", "LOAD_WH, X-Small, resumed by this run");
            everyTableIsEqual(out, tables);
            MigrationSpec back = spec("back", snowflake(), SnowflakeTrips.postgres(target));
            assertThat(SnowflakeTrips.migrate(back).rows()).isEqualTo(rows);
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
                    SnowflakeTrips.EDGES,
                    """
                    CREATE TABLE odd (id int PRIMARY KEY, day date, at time, doc json);
                    INSERT INTO odd VALUES (1, '2020-01-01', '12:00', '{}'), (2, '1582-10-14', '12:00', '{}'),
                      (3, '2020-01-01', '24:00', '{}'), (4, '2020-01-01', '12:00', '{"a": 1, "a": 2}'),
                      (5, '2020-01-01', '12:00', '[123456789012345678901234567890123456789]'), (6, null, null, 'null')
                    """);
            MigrationSpec out =
                    spec(
                            "out",
                            SnowflakeTrips.postgres(source),
                            snowflake(),
                            "quarantine { max-rows = 10 }");
            MigrateTables.Result result = SnowflakeTrips.migrate(out);
            assertThat(setAside()).containsExactly("public.Edges 0 of 4", "public.odd 4 of 6");
            assertThat(result.rows()).isEqualTo(4 + 2);
            ReconcileTables.Result proof = SnowflakeTrips.reconcile(out);
            assertThat(SnowflakeTrips.verdict(proof, "Edges")).isEqualTo("EQUAL");

            MigrationSpec back = spec("back", snowflake(), SnowflakeTrips.postgres(target));
            SnowflakeTrips.migrate(back);
            assertThat(SnowflakeTrips.verdict(SnowflakeTrips.reconcile(back), "Edges"))
                    .isEqualTo("EQUAL");
            assertThat(target.value(SnowflakeTrips.PRINTED_EDGES))
                    .isEqualTo(source.value(SnowflakeTrips.PRINTED_EDGES));
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
            MigrationSpec strict = spec("out", SnowflakeTrips.postgres(source), snowflake());
            assertThatThrownBy(() -> SnowflakeTrips.migrate(strict))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure ->
                                    assertThat(failure.kind())
                                            .isEqualTo(ErrorKind.QUARANTINE_LIMIT));
            assertThat(SnowflakeTrips.number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isZero();

            MigrationSpec out =
                    spec(
                            "out",
                            SnowflakeTrips.postgres(source),
                            snowflake(),
                            "quarantine.max-rows = 2");
            assertThat(SnowflakeTrips.migrate(out).rows()).isEqualTo(48);
            assertThat(setAside()).containsExactly("public.item 2 of 50");
            List<String> rows = new ArrayList<>();
            new ShowQuarantine(out).show(new Choice(List.of(), null, List.of()), 10, rows::add);
            assertThat(rows)
                    .hasSize(2)
                    .allMatch(
                            row ->
                                    row.contains(
                                            "COPY rejected it: id: String '…' is too long and would be truncated [22000]"));
            TableVerdict proof = SnowflakeTrips.reconcile(out).tables().get(0);
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
            MigrationSpec back = spec("back", snowflake(), SnowflakeTrips.postgres(target));
            AtomicBoolean once = new AtomicBoolean();
            Progress meddler = new Meddler(h2, meddling, once);
            assertThatThrownBy(() -> SnowflakeTrips.migrate(back, meddler))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE))
                    .hasMessageContaining("Cannot read public.item as it was at ")
                    .hasMessageContaining(first)
                    .hasMessageContaining("migrate --restart");
            assertThat(once).isTrue();
            assertThat(target.value("SELECT string_agg(note, ',') FROM item")).isEqualTo("old");
            assertThatThrownBy(() -> SnowflakeTrips.migrate(back))
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
            MigrationSpec out = spec("out", SnowflakeTrips.postgres(source), snowflake());
            SnowflakeTrips.migrate(out);
            assertThat(SnowflakeTrips.number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isEqualTo(50);
            assertThat(SnowflakeTrips.number(h2, "SELECT sum(id) FROM PUBLIC.DROVER_OLD_ITEM"))
                    .isEqualTo(7);

            assertThat(new ReleaseMigration(out).run().dropped()).isEqualTo(1);

            assertThat(
                            SnowflakeTrips.number(
                                    h2,
                                    "SELECT count(*) FROM information_schema.tables WHERE table_name = 'DROVER_OLD_ITEM'"))
                    .isZero();
            assertThat(SnowflakeTrips.number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isEqualTo(50);
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
            MigrationSpec out =
                    spec("out", SnowflakeTrips.postgres(source), snowflake(), "load = append");
            SnowflakeTrips.migrate(out);
            assertThat(SnowflakeTrips.number(h2, "SELECT count(*) FROM PUBLIC.DROVER_BEFORE_ITEM"))
                    .isEqualTo(1);
            // The next load keeps anew: nobody has to release first.
            new RestartMigration(out).run();
            SnowflakeTrips.migrate(out);
            assertThat(SnowflakeTrips.number(h2, "SELECT count(*) FROM PUBLIC.DROVER_BEFORE_ITEM"))
                    .isEqualTo(6);

            assertThat(new ReleaseMigration(out).run().dropped()).isEqualTo(1);

            assertThat(
                            SnowflakeTrips.number(
                                    h2,
                                    "SELECT count(*) FROM information_schema.tables WHERE table_name = 'DROVER_BEFORE_ITEM'"))
                    .isZero();
            assertThat(SnowflakeTrips.number(h2, "SELECT count(*) FROM PUBLIC.ITEM")).isEqualTo(11);
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

    private static void everyTableIsEqual(MigrationSpec spec, int tables) {
        ReconcileTables.Result proof = SnowflakeTrips.reconcile(spec);
        assertThat(proof.tables())
                .hasSize(tables)
                .allSatisfy(
                        table ->
                                assertThat(table.verdict())
                                        .as(table.toString())
                                        .isEqualTo(Verdict.EQUAL));
    }

    private String snowflake() {
        return SnowflakeTrips.snowflake(server, "");
    }

    private MigrationSpec spec(String name, String source, String target, String... more)
            throws IOException {
        return SnowflakeTrips.spec(
                folder,
                name,
                source,
                target,
                "select.include = [\"public.*\"]\n" + String.join("\n", more));
    }
}
