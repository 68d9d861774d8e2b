package io.drover.job;

import static io.drover.job.LevelTrial.figures;
import static io.drover.job.LevelTrial.level;
import static io.drover.job.LevelTrial.table;
import static io.drover.job.LevelTrial.unequal;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import io.drover.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Levels that hold both sides against each other, with faults planted and without. */
class LevelsIT {
    private final LevelTrial trial = new LevelTrial();
    private final TestDatabase target = trial.trial.target;

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void everyLevelAgreesOnEqualTables() {
        ReconcileTables.Result found =
                trial.reconcile(
                        "reconcile.levels = [schema, sequences, balance, counts, aggregates, digests, sample, references]",
                        "reconcile.queries = [ { name = revenue, source = \"select sum(amount) from public.orders\" } ]",
                        "tables = [ { name = public.log, key = [line] },"
                                + " { name = public.orders, reconcile { group-by = [country], references ="
                                + " [ { columns = [customer], table = public.customer, referenced = [id] } ] } } ]");

        assertThat(found.overall()).as(found.toString()).isEqualTo(Verdict.EQUAL);
        assertThat(table(found, "orders").levels())
                .extracting(LevelVerdict::level)
                .containsExactly(
                        Level.SCHEMA,
                        Level.SEQUENCES,
                        Level.COUNTS,
                        Level.AGGREGATES,
                        Level.DIGESTS,
                        Level.SAMPLE,
                        Level.REFERENCES);
        assertThat(level(found, "orders", Level.AGGREGATES).detail())
                .contains("aggregates agree; by country in 3 groups");
        assertThat(level(found, "orders", Level.SAMPLE).detail())
                .isEqualTo("100 rows chosen by seed 1, 13 columns each, agree");
        assertThat(level(found, "orders", Level.REFERENCES).detail())
                .isEqualTo("references looked through, without an orphan: 1");
        assertThat(level(found, "orders", Level.SEQUENCES).figures().get(0).target())
                .isEqualTo("next value 301, column at 300");
        assertThat(found.queries())
                .extracting(LevelVerdict::detail)
                .containsExactly("revenue: both sides answer alike, 1 rows");
    }

    @Test
    void everyAggregateOfAColumnIsTold() {
        ReconcileTables.Result found = trial.reconcile("reconcile.levels = [aggregates]");

        assertThat(figures(found, "orders", Level.AGGREGATES))
                .contains(
                        "rows: 300 300",
                        "nulls(country): 100 100",
                        "min(amount): 1.25 1.25",
                        "sum(amount): 45225.00 45225.00",
                        "mean(amount): 150.75 150.75",
                        "distinct(customer): 20 20",
                        "true(ok): 150 150",
                        "length(photo): 1200 1200",
                        "max(at): 2024-01-13 12:00:00 2024-01-13 12:00:00",
                        "min(note): Note 1 Note 1",
                        "distinct(tags): 300 300");
    }

    @Test
    void aWrongSumAndANullMoreAreFound() {
        target.execute(
                "UPDATE orders SET amount = amount + 0.01 WHERE id = 7",
                "UPDATE orders SET note = NULL WHERE id = 8");

        ReconcileTables.Result found = trial.reconcile("reconcile.levels = [aggregates]");

        assertThat(level(found, "orders", Level.AGGREGATES).verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(unequal(found, "orders", Level.AGGREGATES))
                .containsExactly(
                        "sum(amount): 45225.00 45225.01",
                        "mean(amount): 150.75 150.750033",
                        "nulls(note): 0 1",
                        "length(note): 2292 2286",
                        "distinct(note): 300 299");
        assertThat(found.overall()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void thresholdsAndTolerancesLetFiguresBeApart() {
        target.execute(
                "UPDATE orders SET amount = amount + 0.01 WHERE id = 7",
                "UPDATE orders SET at = at + interval '300 milliseconds' WHERE id = 300");

        assertThat(
                        unequal(
                                trial.reconcile(
                                        "reconcile.levels = [aggregates]",
                                        "tables = [ { name = public.orders, reconcile { thresholds { amount = 0.02 },"
                                                + " tolerances { at = 0.5 } } } ]"),
                                "orders",
                                Level.AGGREGATES))
                .isEmpty();
        assertThat(
                        unequal(
                                trial.reconcile(
                                        "reconcile.levels = [aggregates]",
                                        "tables = [ { name = public.orders, reconcile { thresholds { amount = 0.009 },"
                                                + " leave-out = [at] } } ]"),
                                "orders",
                                Level.AGGREGATES))
                .containsExactly("sum(amount): 45225.00 45225.01");
    }

    @Test
    void aRowThatMovedToAnotherGroupIsFoundThoughTheWholeAgrees() {
        target.execute(
                "UPDATE orders SET country = CASE country WHEN 'DE' THEN 'PT' ELSE 'DE' END WHERE id IN (3, 4)",
                "UPDATE orders SET country = 'ES' WHERE id = 5");

        ReconcileTables.Result found =
                trial.reconcile(
                        "reconcile.levels = [aggregates]",
                        "tables = [ { name = public.orders, reconcile { group-by = [country] } } ]");

        assertThat(unequal(found, "orders", Level.AGGREGATES))
                .contains(
                        "country = DE: sum(amount): 15175.00 15176.00",
                        "country is NULL: rows: 100 99",
                        "country = ES: rows: null 1");
    }

    @Test
    void aColumnThatIsNotThereIsSaidWithTheNearestName() {
        ReconcileTables.Result found =
                trial.reconcile(
                        "reconcile.levels = [aggregates, references]",
                        "tables = [ { name = public.orders, reconcile { group-by = [contry],"
                                + " references = [ { columns = [custmer], table = public.customer } ] } } ]");

        assertThat(level(found, "orders", Level.AGGREGATES).verdict())
                .isEqualTo(Verdict.NOT_PROVEN);
        assertThat(level(found, "orders", Level.AGGREGATES).detail())
                .isEqualTo(
                        "reconcile.group-by names \"contry\", which is no column of public.orders; did you mean \"country\"?");
        assertThat(level(found, "orders", Level.REFERENCES).detail())
                .contains("\"custmer\"", "did you mean \"customer\"?");
        assertThat(level(found, "customer", Level.AGGREGATES).verdict()).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void theSampleShowsTheRowThatChangedAndTheOneThatIsGone() {
        target.execute(
                "UPDATE orders SET note = 'note 9' WHERE id = 9",
                "DELETE FROM orders WHERE id = 10");

        ReconcileTables.Result found =
                trial.reconcile("reconcile { levels = [sample], sample { rows = 300, seed = 7 } }");

        LevelVerdict sample = level(found, "orders", Level.SAMPLE);
        assertThat(sample.detail()).startsWith("2 of 300 rows chosen by seed 7");
        assertThat(unequal(found, "orders", Level.SAMPLE))
                .containsExactlyInAnyOrder("id = 9: note: Note 9 note 9", "id = 10: 1 row 0 rows");
        assertThat(level(found, "log", Level.SAMPLE).verdict()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(level(found, "log", Level.SAMPLE).detail()).startsWith("there is no key");
    }

    @Test
    void ofARuledTableOnlyWhatTravelsUntouchedIsAggregated() {
        target.execute("UPDATE orders SET note = upper(note)");
        String rules = "columns = [ { column = note, from = note, case = upper } ]";

        ReconcileTables.Result found =
                trial.reconcile(
                        "schema = existing",
                        "reconcile.levels = [aggregates, sample]",
                        "tables = [ { name = public.orders, " + rules + " } ]");

        LevelVerdict aggregates = level(found, "orders", Level.AGGREGATES);
        assertThat(aggregates.verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(aggregates.detail()).endsWith("; not compared, as made in the target: note");
        assertThat(table(found, "orders").notes()).first().asString().startsWith("no sample");
        target.execute("DELETE FROM orders WHERE id <= 10");

        ReconcileTables.Result filtered =
                trial.reconcile(
                        "schema = existing",
                        "reconcile.levels = [aggregates]",
                        "tables = [ { name = public.orders, filters = [\"id > 10\"], "
                                + rules
                                + " } ]");

        assertThat(table(filtered, "orders").notes())
                .first()
                .asString()
                .isEqualTo(
                        "aggregates are not compared: rules leave rows out (300 rows in the source, 290 in the target)");
        assertThat(table(filtered, "orders").verdict()).isEqualTo(Verdict.NOT_PROVEN);
    }

    @Test
    void theSameSeedDrawsTheSameRows() {
        String seven = "reconcile { levels = [sample], sample { rows = 5, seed = 7 } }";
        String eight = "reconcile { levels = [sample], sample { rows = 5, seed = 8 } }";

        List<String> drawn = figures(trial.reconcile(seven), "orders", Level.SAMPLE);

        assertThat(drawn).hasSize(5 * 13);
        assertThat(figures(trial.reconcile(seven), "orders", Level.SAMPLE)).isEqualTo(drawn);
        assertThat(figures(trial.reconcile(eight), "orders", Level.SAMPLE)).isNotEqualTo(drawn);
    }
}
