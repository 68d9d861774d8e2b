package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.RepairSql.Extra;
import io.drover.job.quarantine.RepairTables;
import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.Verdict;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Break, reconcile, repair, reconcile again. */
final class RepairTablesIT {
    private final Trial trial = new Trial("repair");

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void missingAndChangedRowsAreLoadedAgainAndExtraOnesStay() {
        orders();
        breakTarget();

        ReconcileInLedger.Result before = reconcile();
        assertThat(before.found().overall()).isEqualTo(Verdict.DIFFERENT);
        List<RepairTables.Repaired> repaired = repair(before, Extra.LEAVE);

        assertThat(repaired)
                .singleElement()
                .satisfies(
                        table -> {
                            assertThat(table.loaded()).isEqualTo(3);
                            assertThat(table.deleted()).isZero();
                            assertThat(table.left())
                                    .isEqualTo(
                                            Map.of(
                                                    "rows are deleted only with --delete-extra",
                                                    1L));
                        });
        assertThat(
                        trial.target.rows(
                                "SELECT id || ' ' || note FROM orders WHERE id IN (3, 5, 7) ORDER BY id"))
                .containsExactly("3 note 3", "5 note 5", "7 note 7");
        assertThat(trial.target.value("SELECT count(*) FROM orders WHERE id = 1000"))
                .isEqualTo("1");
        assertThat(
                        trial.target.rows(
                                "SELECT d.kind || ' ' || r.action FROM drover.repair r JOIN drover.difference d ON d.run_id = r.run_id AND d.table_number = r.table_number AND d.number = r.difference ORDER BY 1"))
                .containsExactly(
                        "CHANGED LOADED", "CHANGED LOADED", "EXTRA LEFT", "MISSING LOADED");
    }

    @Test
    void withDeleteExtraBothSidesAreEqualAgain() {
        orders();
        breakTarget();

        repair(reconcile(), Extra.DELETE);

        assertThat(reconcile().found().overall()).isEqualTo(Verdict.EQUAL);
        assertThat(trial.target.rows("SELECT event FROM seen")).isEmpty();
    }

    @Test
    void rowsGoThroughTheSameRules() {
        trial.source.execute(
                "CREATE TABLE person (id int PRIMARY KEY, name text, old boolean NOT NULL)",
                "INSERT INTO person SELECT n, '  Person ' || n, n % 10 = 0 FROM generate_series(1, 50) n");
        String rules =
                "tables = [{ name = public.person, columns = [{ column = name, from = name, trim = both, case = upper }], filters = [\"NOT old\"] }]";
        trial.migrate(rules);
        trial.target.execute(
                "UPDATE person SET name = 'wrong' WHERE id = 3", "DELETE FROM person WHERE id = 4");

        ReconcileInLedger.Result before = reconcile(rules);
        repair(before, Extra.LEAVE, rules);

        assertThat(trial.target.rows("SELECT name FROM person WHERE id IN (3, 4) ORDER BY id"))
                .containsExactly("PERSON 3", "PERSON 4");
        ReconcileTables.Result after = reconcile(rules).found();
        assertThat(after.overall()).as(after.tables().toString()).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aTableWithoutAKeyIsLeftWithTheReason() {
        trial.source.execute(
                "CREATE TABLE note (line text)", "INSERT INTO note VALUES ('a'), ('b')");
        trial.migrate();
        trial.target.execute("DELETE FROM note WHERE line = 'a'");

        assertThat(repair(reconcile(), Extra.DELETE))
                .singleElement()
                .satisfies(
                        table ->
                                assertThat(table.left())
                                        .isEqualTo(
                                                Map.of(
                                                        "the table has no key to find its rows by",
                                                        1L)));
        assertThat(trial.target.value("SELECT count(*) FROM note")).isEqualTo("1");
    }

    @Test
    void parentsAreLoadedFirstAndChildrenDeletedFirst() {
        trial.source.execute(
                "CREATE TABLE child (id int PRIMARY KEY, parent int)",
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "ALTER TABLE child ADD FOREIGN KEY (parent) REFERENCES parent",
                "INSERT INTO parent VALUES (1), (2)",
                "INSERT INTO child VALUES (1, 1), (2, 2)");
        trial.migrate();
        trial.target.execute(
                "DELETE FROM child WHERE id = 2",
                "DELETE FROM parent WHERE id = 2",
                "INSERT INTO parent VALUES (9)",
                "INSERT INTO child VALUES (9, 9)");

        repair(reconcile(), Extra.DELETE);

        assertThat(reconcile().found().overall()).isEqualTo(Verdict.EQUAL);
    }

    private void orders() {
        trial.source.execute(
                "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text, twice int GENERATED ALWAYS AS (length(note)) STORED)",
                "INSERT INTO orders (note) SELECT 'note ' || n FROM generate_series(1, 100) n");
        trial.migrate();
        trial.target.execute(
                "CREATE TABLE seen (event text)",
                "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen VALUES (TG_OP); RETURN NEW; END'");
    }

    private void breakTarget() {
        trial.target.execute(
                "UPDATE orders SET note = 'wrong' WHERE id IN (3, 5)",
                "DELETE FROM orders WHERE id = 7",
                "INSERT INTO orders (id, note) OVERRIDING SYSTEM VALUE VALUES (1000, 'extra')",
                "CREATE TRIGGER telling AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION tell()");
    }

    private ReconcileInLedger.Result reconcile(String... more) {
        return new ReconcileInLedger(
                        trial.spec(more),
                        TestSpark::session,
                        Trial.facts("reconcile"),
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }

    private List<RepairTables.Repaired> repair(
            ReconcileInLedger.Result found, Extra extra, String... more) {
        return new RepairTables(trial.spec(more), TestSpark::session, extra)
                .run(found.runId(), found.found().tables());
    }
}
