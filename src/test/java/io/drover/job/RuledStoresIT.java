package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.check.CheckMigration;
import io.drover.job.migrate.MigrateTables;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows with rules on the way from PostgreSQL into stores: each row has one fate, and is counted.
 */
class RuledStoresIT {
    private static final String SELECT = "select { include = [\"public.*\"] }";

    @TempDir private Path folder;
    private TestDatabase source;

    @BeforeEach
    void open() {
        assertThat(TestSpark.session()).isNotNull();
        source = TestDatabase.create("ruled_old");
        source.execute(RuledStoreTrial.rows("item"));
    }

    @AfterEach
    void close() {
        source.close();
    }

    private RuledStoreTrial into(String target) {
        return new RuledStoreTrial(folder, RuledStoreTrial.postgres(source), target);
    }

    private static String rules() {
        return RuledStoreTrial.rules("public.item");
    }

    @Test
    void rowsReachDeltaByTheirFates() {
        try (RuledStoreTrial trial =
                into("{ type = delta, url = \"%s\" }".formatted(folder.resolve("lake")))) {
            MigrateTables.Result result = trial.migrate(SELECT, rules());

            assertFates(trial, result);
            assertThat(
                            TestSpark.session()
                                    .read()
                                    .format("delta")
                                    .load(folder.resolve("lake/item").toString())
                                    .selectExpr(
                                            "concat(id, '|', title, '|', state, '|', coalesce(cast(amount AS string), ''))")
                                    .collectAsList()
                                    .stream()
                                    .map(Row::mkString)
                                    .sorted())
                    .containsExactlyElementsOf(RuledStoreTrial.LOADED);
            assertThat(trial.migrate(SELECT, rules()).outcome())
                    .isEqualTo(MigrateTables.Outcome.NOTHING_TO_DO);
            assertProven(trial.reconcile(SELECT, rules()));

            TestSpark.session()
                    .sql(
                            "UPDATE delta.`%s` SET amount = 3 WHERE id = 2"
                                    .formatted(folder.resolve("lake/item")));

            TableVerdict changed = trial.reconcile(SELECT, rules());
            assertThat(changed.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(changed.sourceDigest().rows()).isEqualTo(5);
        }
    }

    @Test
    void rowsReachSqliteByTheirFates() throws Exception {
        Path file = folder.resolve("new.db");
        try (RuledStoreTrial trial =
                into("{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(file))) {
            MigrateTables.Result result = trial.migrate(SELECT, rules());

            assertFates(trial, result);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery(
                                    "SELECT id || '|' || title || '|' || state || '|' || CASE WHEN amount IS NULL THEN '' ELSE printf('%.2f', amount) END FROM item ORDER BY id")) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                assertThat(found).containsExactlyElementsOf(RuledStoreTrial.LOADED);
            }
            assertProven(trial.reconcile(SELECT, rules()));
        }
    }

    @Test
    void rowsReachFilesOfTextByTheirFates() {
        try (RuledStoreTrial trial =
                into(
                        "{ type = files, url = \"%s\", files.format = csv }"
                                .formatted(folder.resolve("texts")))) {
            MigrateTables.Result result = trial.migrate(SELECT, rules());

            assertFates(trial, result);
            assertThat(
                            TestSpark.session()
                                    .read()
                                    .option("header", "true")
                                    .option("recursiveFileLookup", "true")
                                    .option("pathGlobFilter", "part-*")
                                    .csv(folder.resolve("texts/item").toString())
                                    .selectExpr(
                                            "concat(id, '|', title, '|', state, '|', coalesce(amount, ''))")
                                    .collectAsList()
                                    .stream()
                                    .map(Row::mkString)
                                    .sorted())
                    .containsExactlyElementsOf(RuledStoreTrial.LOADED);
            assertProven(trial.reconcile(SELECT, rules()));
        }
    }

    @Test
    void rowsReachMariaDbByTheirFates() {
        try (TestMariaDb target = TestMariaDb.create("ruled_new");
                RuledStoreTrial trial =
                        into(
                                "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                                        .formatted(target.url()))) {
            MigrateTables.Result result = trial.migrate(SELECT, rules());

            assertFates(trial, result);
            assertThat(
                            target.rows(
                                    "SELECT concat(id, '|', title, '|', state, '|', coalesce(amount, '')) FROM item ORDER BY id"))
                    .containsExactlyElementsOf(RuledStoreTrial.LOADED);
            assertProven(trial.reconcile(SELECT, rules()));
        }
    }

    @Test
    void aDriverKilledBetweenTheStoresWordAndTheReceiptLeavesNothingUncounted() {
        source.execute("CREATE TABLE other (id int)", "INSERT INTO other VALUES (1)");
        try (RuledStoreTrial trial =
                into("{ type = delta, url = \"%s\" }".formatted(folder.resolve("lake")))) {
            MigrateTables.Result part = trial.migrateTable("public.item", SELECT, rules());
            assertThat(part.outcome()).isEqualTo(MigrateTables.Outcome.PARTLY_LOADED);
            trial.ledger.execute(
                    "DELETE FROM drover.receipt",
                    "UPDATE drover.table_load SET state = 'LOADING' WHERE source_table = 'public.item'",
                    "UPDATE drover.quarantine SET committed = false");

            MigrateTables.Result result = trial.migrate(SELECT, rules());

            assertThat(result.outcome()).isEqualTo(MigrateTables.Outcome.DONE);
            assertThat(result.fates().loaded()).isEqualTo(6);
            assertThat(result.fates().quarantined()).isEqualTo(2);
            // The receipt follows the store with what was noted; then the table is read again,
            // since
            // rules that look across rows do not go on under another snapshot.
            assertThat(
                            trial.ledger.rows(
                                    "SELECT r.generation, read_rows, loaded_rows, filtered_rows, deduplicated_rows, quarantined_rows,"
                                            + " (SELECT count(*) FROM drover.quarantine q WHERE q.committed AND q.generation = r.generation)"
                                            + " FROM drover.receipt r JOIN drover.table_load t USING (load_id, table_number)"
                                            + " WHERE source_table = 'public.item' ORDER BY 1"))
                    .containsExactly("0|9|5|1|1|2|2", "1|9|5|1|1|2|2");
            assertThat(
                            TestSpark.session()
                                    .read()
                                    .format("delta")
                                    .load(folder.resolve("lake/item").toString())
                                    .count())
                    .isEqualTo(5);
        }
    }

    private static void assertProven(TableVerdict verdict) {
        assertThat(verdict.verdict()).as("%s", verdict).isEqualTo(Verdict.EQUAL);
        assertThat(verdict.targetDigest().rows()).isEqualTo(5);
        assertThat(verdict.sourceDigest()).isEqualTo(verdict.targetDigest());
    }

    private static void assertFates(RuledStoreTrial trial, MigrateTables.Result result) {
        assertThat(result.outcome()).isEqualTo(MigrateTables.Outcome.DONE);
        assertThat(result.fates().loaded()).isEqualTo(5);
        assertThat(trial.balance()).containsExactly("9|5|1|1|2");
        assertThat(trial.setAside())
                .containsExactly(
                        "(0,8)|RULE|\"1.234\" is not a number of at most 8 digits before the decimal sign . and 2 after it",
                        "(0,9)|RULE|title is missing");
        assertThat(trial.log()).contains("filter|0|1|0", "deduplicate|0|1|0", "map|5|0|0");
    }

    @Test
    void aWrongRuleIsRefusedInWordsBeforeAnythingIsWritten() {
        try (RuledStoreTrial trial =
                into("{ type = delta, url = \"%s\" }".formatted(folder.resolve("lake")))) {
            assertThatThrownBy(
                            () ->
                                    trial.migrate(
                                            SELECT,
                                            "tables = [ { name = public.item, filters = [\"stat = 'x'\"] } ]"))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                    .hasMessageContaining("there is no column stat, did you mean state?");
            assertThat(folder.resolve("lake/item")).doesNotExist();
            assertThat(
                            new CheckMigration(
                                            trial.spec(
                                                    SELECT,
                                                    "tables = [ { name = public.item, filters = [\"stat = 'x'\"] } ]"),
                                            TestSpark::session,
                                            java.time.Clock.systemUTC())
                                    .run()
                                    .findings()
                                    .toString())
                    .contains("there is no column stat, did you mean state?");
        }
    }
}
