package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.dialect.postgres.RepairSql.Extra;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.profile.ProfileRequest;
import io.drover.job.profile.ProfileTables;
import io.drover.job.profile.UnfitRows;
import io.drover.job.quarantine.RepairTables;
import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.run.Pause;
import io.drover.job.run.Progress;
import io.drover.job.source.SampleRequest;
import io.drover.job.source.SourceSide;
import io.drover.job.trial.DryRun;
import io.drover.job.trial.TableSample;
import io.drover.job.trial.TrialMigration;
import io.drover.model.Difference.Kind;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.TableProfile;
import io.drover.model.rules.Fate;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with single rows of another engine on the way into a PostgreSQL. */
class CommandsOfEnginesIT {
    private static final String RULES =
            "tables = [ { name = files.orders, key = [id]"
                    + ", columns = [ { column = name, from = name, trim = both, case = upper } ]"
                    + ", filters = [\"id <> 3\"]"
                    + ", checks = [ { column = name, required = true } ] } ]";

    @TempDir Path folder;
    private TestDatabase target;

    @BeforeEach
    void open() {
        target = TestDatabase.create("commands");
    }

    @AfterEach
    void close() {
        assertThat(
                        target.rows(
                                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover_copied%'"))
                .as("no copy is left behind")
                .isEmpty();
        target.close();
    }

    @Test
    void aDryRunShowsWhatRulesDoToLinesOfAFile() throws IOException {
        orders("id,name,amount\n1,  one ,1.50\n2,,2\n3,three,3\n4\n");

        DryRun.Result result = dryRun(SampleRequest.first(10), RULES);

        TableSample orders = result.tables().get(0);
        assertThat(orders.rows()).extracting(TableSample.Row::place).containsExactly("1", "2", "3");
        assertThat(orders.rows())
                .extracting(TableSample.Row::fate)
                .containsExactly(Fate.LOADED, Fate.QUARANTINED, Fate.FILTERED);
        assertThat(orders.rows().get(0).before()).containsEntry("name", "  one ");
        assertThat(orders.rows().get(0).after()).containsEntry("name", "ONE");
        assertThat(orders.notes())
                .contains("1 row of the source could not be read, and is not here.");
        assertThat(target.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .isEmpty();
    }

    @Test
    void aDryRunFindsRowsByKeyAndRefusesAKeyThatIsNone() throws IOException {
        orders("id,name,amount\n1, one,1.50\n2, two,2\n");

        DryRun.Result found = dryRun(new SampleRequest(10, List.of(Map.of("id", "2"))), RULES);

        assertThat(found.tables().get(0).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.after()).containsEntry("name", "TWO"));
        assertThatThrownBy(() -> dryRun(new SampleRequest(10, List.of(Map.of("id", "x"))), RULES))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageContaining("id=x");
        assertThatThrownBy(() -> dryRun(new SampleRequest(10, List.of(Map.of("no", "1"))), RULES))
                .hasMessageContaining("it has no such column. It has id, name, amount");
    }

    @Test
    void aTrialLoadsTheFirstRowsIntoItsOwnSchema() {
        try (TestMariaDb source = TestMariaDb.create("trial")) {
            source.execute(
                    "CREATE TABLE item (id int PRIMARY KEY, name varchar(20), price decimal(10,2))",
                    "INSERT INTO item SELECT seq, concat('item ', seq), seq * 1.1 FROM seq_1_to_500");
            EngineTrial trial = mysql(source);
            target.execute("CREATE SCHEMA shop");

            TrialMigration.Result tried = trial(trial.spec(selecting(source)), 20);

            TrialMigration.TableResult item = tried.tables().get(0);
            assertThat(item.source().toString()).isEqualTo(source.name() + ".item");
            assertThat(item.read()).isEqualTo(20);
            assertThat(item.loaded()).isEqualTo(20);
            assertThat(target.value("SELECT count(*) FROM " + item.trial())).isEqualTo("20");
            assertThat(target.value("SELECT to_regclass('public.item') IS NULL")).isEqualTo("t");
            new TrialMigration(
                            trial.spec(selecting(source)),
                            TestSpark::session,
                            Trial.facts("migrate"),
                            Progress.SILENT)
                    .drop();
            trial.migrate(selecting(source));
            assertThat(target.value("SELECT count(*) FROM public.item")).isEqualTo("500");
        }
    }

    @Test
    void aTrialTellsWhatTheTargetWouldRefuse() throws IOException {
        orders("id,name,amount\n1,one,1.50\n2,much too long,2\n3,three,3\n4\n");
        target.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, name varchar(5), amount numeric)");

        TrialMigration.Result tried =
                trial(
                        files().spec(
                                        "schema = existing",
                                        "load = append",
                                        "quarantine.max-rows = 5",
                                        "tables = [ { name = files.orders, waive = [name] } ]"),
                        100);

        assertThat(tried.tables().get(0).loaded()).isEqualTo(2);
        assertThat(tried.tables().get(0).quarantined()).isEqualTo(1);
        assertThat(tried.tables().get(0).note()).contains("1 row of the source could not be read");
        assertThat(target.value("SELECT count(*) FROM orders")).isEqualTo("0");
        target.execute("DROP SCHEMA \"" + tried.schema() + "\" CASCADE");
    }

    @Test
    void aRepairBringsBothSidesTogetherAgain() {
        try (TestMariaDb source = TestMariaDb.create("repair")) {
            source.execute(
                    "CREATE TABLE item (id int, part varchar(5), price decimal(10,2), at time, PRIMARY KEY (id, part))",
                    "INSERT INTO item SELECT seq, 'a', seq * 1.1, '10:00:00' FROM seq_1_to_500");
            String[] more = selecting(source);
            EngineTrial trial = mysql(source);
            trial.migrate(more);
            target.execute(
                    "UPDATE item SET price = 0 WHERE id = 7",
                    "DELETE FROM item WHERE id IN (8, 9)",
                    "INSERT INTO item VALUES (7, 'b', 1, NULL)");

            ReconcileInLedger.Result before = reconcile(trial.spec(more));
            List<RepairTables.Repaired> repaired = repair(trial.spec(more), before, Extra.DELETE);

            assertThat(repaired.get(0).loaded()).as("%s", repaired).isEqualTo(3);
            assertThat(repaired.get(0).deleted()).isEqualTo(1);
            assertThat(reconcile(trial.spec(more)).found().overall()).isEqualTo(Verdict.EQUAL);
        }
    }

    @Test
    void aRepairFromADeltaTableFindsItsRowsByTheKeyOfTheSpec() {
        Path lake = folder.resolve("lake");
        TestSpark.session()
                .range(0, 300)
                .selectExpr(
                        "id", "CAST(id * 1.5 AS DECIMAL(10,2)) AS price", "concat('n', id) AS note")
                .write()
                .format("delta")
                .save(lake.resolve("item").toString());
        EngineTrial trial =
                new EngineTrial(folder, "{ type = delta, url = \"%s\" }".formatted(lake), target);
        String[] more = {"tables = [ { name = %s.item, key = [id] } ]".formatted(schemaOf(trial))};
        trial.migrate(more);
        target.execute("DELETE FROM item WHERE id = 5", "UPDATE item SET note = 'x' WHERE id = 6");

        ReconcileInLedger.Result before = reconcile(trial.spec(more));
        List<RepairTables.Repaired> repaired = repair(trial.spec(more), before, Extra.LEAVE);

        assertThat(repaired.get(0).loaded()).as("%s", repaired).isEqualTo(2);
        assertThat(reconcile(trial.spec(more)).found().overall()).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void rowsThatAgreeWhenLookedAtAgainAreNoDifferences() {
        try (TestMariaDb source = TestMariaDb.create("live")) {
            source.execute(
                    "CREATE TABLE item (id int PRIMARY KEY, price decimal(10,2))",
                    "INSERT INTO item SELECT seq, seq * 1.1 FROM seq_1_to_500");
            EngineTrial trial = mysql(source);
            trial.migrate(selecting(source));
            source.execute(
                    "UPDATE item SET price = price + 1 WHERE id IN (1, 2)",
                    "DELETE FROM item WHERE id = 3",
                    "INSERT INTO item VALUES (501, 7)");
            Pause catchingUp =
                    looks ->
                            target.execute(
                                    "UPDATE item SET price = price + 1 WHERE id = 1",
                                    "DELETE FROM item WHERE id = 3",
                                    "INSERT INTO item VALUES (501, 7) ON CONFLICT DO NOTHING",
                                    "UPDATE item SET price = 3.2 WHERE id = 2");

            ReconcileInLedger.Result result =
                    proof(
                                    trial.spec(
                                            selecting(
                                                    source,
                                                    "reconcile.patience = 1m",
                                                    "reconcile.levels = [counts, digests]")))
                            .live(catchingUp)
                            .run();

            TableVerdict item = result.found().tables().get(0);
            assertThat(item.verdict()).as("%s", item).isEqualTo(Verdict.EQUAL);
            assertThat(item.notes().toString())
                    .contains("4 rows differed")
                    .contains("4 of them agreed");
        }
    }

    @Test
    void whatStillDiffersWhenPatienceEndsIsNamed() {
        try (TestMariaDb source = TestMariaDb.create("impatient")) {
            source.execute(
                    "CREATE TABLE item (id int PRIMARY KEY, price decimal(10,2))",
                    "INSERT INTO item SELECT seq, seq * 1.1 FROM seq_1_to_500");
            EngineTrial trial = mysql(source);
            trial.migrate(selecting(source));
            source.execute("UPDATE item SET price = 0 WHERE id = 9");

            TableVerdict item =
                    proof(trial.spec(selecting(source, "reconcile.patience = 0s")))
                            .live(looks -> {})
                            .run()
                            .found()
                            .tables()
                            .get(0);

            assertThat(item.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(item.shown())
                    .as("%s", item)
                    .singleElement()
                    .satisfies(
                            left -> {
                                assertThat(left.kind()).isEqualTo(Kind.CHANGED);
                                assertThat(left.key()).containsEntry("id", "9");
                            });
        }
    }

    @Test
    void tablesThatSparkReadsAreProfiled() {
        Path lake = folder.resolve("lake");
        TestSpark.session()
                .range(0, 1000)
                .selectExpr(
                        "id",
                        "CASE WHEN id % 10 = 0 THEN NULL ELSE concat('note ', id) END AS note",
                        "CAST(id AS DECIMAL(10,2)) AS price")
                .write()
                .format("delta")
                .save(lake.resolve("item").toString());
        EngineTrial trial =
                new EngineTrial(folder, "{ type = delta, url = \"%s\" }".formatted(lake), target);
        target.execute("CREATE TABLE item (id bigint, note varchar(7), price numeric(4,2))");

        MigrationProfile profile =
                new ProfileTables(
                                trial.spec("schema = existing", "load = append"),
                                TestSpark::session,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                new ProfileRequest(
                                        Set.of(), null, ProfileRequest.Keys.QUERIED, List.of()),
                                UnfitRows.NONE)
                        .run();

        TableProfile item = profile.tables().get(0);
        assertThat(item.rows()).isEqualTo(1000);
        assertThat(item.failure()).isNull();
        assertThat(item.columns()).hasSize(3);
        assertThat(item.columns().get(1).nulls()).isEqualTo(100);
        assertThat(item.unfit()).as("%s", item.unfit()).hasSize(2);
    }

    private String schemaOf(EngineTrial trial) {
        try (SourceSide side = SourceSide.open(trial.spec(), "test", 1)) {
            return side.catalog().tables().get(0).name().schema();
        }
    }

    private static String[] selecting(TestMariaDb source, String... more) {
        String[] all = new String[more.length + 1];
        all[0] = "select { include = [\"%s.*\"] }".formatted(source.name());
        System.arraycopy(more, 0, all, 1, more.length);
        return all;
    }

    private EngineTrial mysql(TestMariaDb source) {
        return new EngineTrial(
                folder,
                "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                        .formatted(source.url()),
                target);
    }

    private EngineTrial files() {
        return new EngineTrial(
                folder, "{ type = files, url = \"%s\" }".formatted(folder.resolve("in")), target);
    }

    private DryRun.Result dryRun(SampleRequest request, String... more) {
        return new DryRun(files().spec(more), TestSpark::session).run(request);
    }

    private static TrialMigration.Result trial(MigrationSpec spec, int rows) {
        return new TrialMigration(spec, TestSpark::session, Trial.facts("migrate"), Progress.SILENT)
                .run(SampleRequest.first(rows));
    }

    private static ReconcileInLedger proof(MigrationSpec spec) {
        return new ReconcileInLedger(
                spec,
                TestSpark::session,
                Trial.facts("reconcile"),
                Progress.SILENT,
                Clock.systemUTC(),
                Set.of());
    }

    private static ReconcileInLedger.Result reconcile(MigrationSpec spec) {
        return proof(spec).run();
    }

    private static List<RepairTables.Repaired> repair(
            MigrationSpec spec, ReconcileInLedger.Result found, Extra extra) {
        return new RepairTables(spec, TestSpark::session, extra)
                .run(found.runId(), found.found().tables());
    }

    private void orders(String text) throws IOException {
        Path file = folder.resolve("in").resolve("orders.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
