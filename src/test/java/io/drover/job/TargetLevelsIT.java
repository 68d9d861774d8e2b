package io.drover.job;

import static io.drover.job.LevelTrial.level;
import static io.drover.job.LevelTrial.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import io.drover.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Levels about the target alone, queries, and what the levels come to together. */
class TargetLevelsIT {
    private final LevelTrial trial = new LevelTrial();
    private final TestDatabase target = trial.trial.target;

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void orphansAreCountedWithTheKeysThatTheyReferTo() {
        target.execute(
                "ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (customer) REFERENCES customer NOT VALID",
                "ALTER TABLE orders DISABLE TRIGGER ALL",
                "ALTER TABLE customer DISABLE TRIGGER ALL",
                "DELETE FROM customer WHERE id = 4",
                "CREATE TABLE \"odd (name\" (\"k \"\"x\" int PRIMARY KEY)",
                "INSERT INTO \"odd (name\" VALUES (1)",
                "ALTER TABLE log ADD COLUMN n int",
                "ALTER TABLE log ADD FOREIGN KEY (n) REFERENCES \"odd (name\" (\"k \"\"x\") NOT VALID");

        ReconcileTables.Result found = trial.reconcile("reconcile.levels = [references]");

        LevelVerdict references = level(found, "orders", Level.REFERENCES);
        assertThat(references.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(references.detail())
                .isEqualTo("buyer (customer) to public.customer (id): 15 rows refer to nothing");
        assertThat(references.figures().get(0).note()).isEqualTo("such as 4");
        assertThat(level(found, "log", Level.REFERENCES).verdict()).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aReferenceOfTheSpecAndAValidatedKeyAreToldApart() {
        target.execute(
                "ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (customer) REFERENCES customer",
                "UPDATE orders SET country = 'XX' WHERE id < 3",
                "CREATE TABLE country (code text PRIMARY KEY)",
                "INSERT INTO country VALUES ('DE'), ('PT')");

        ReconcileTables.Result found =
                trial.reconcile(
                        "reconcile.levels = [references]",
                        "tables = [ { name = public.orders, reconcile.references ="
                                + " [ { columns = [country], table = public.country, referenced = [code] },"
                                + "   { columns = [note], table = public.nowhere } ] } ]");

        LevelVerdict references = level(found, "orders", Level.REFERENCES);
        assertThat(references.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(references.detail())
                .startsWith("the spec's reference (country) to public.country (code): 2 rows");
        assertThat(references.figures())
                .anySatisfy(
                        figure -> {
                            assertThat(figure.name()).startsWith("buyer");
                            assertThat(figure.note()).contains("the server vouches");
                        })
                .anySatisfy(figure -> assertThat(figure.verdict()).isEqualTo(Verdict.NOT_PROVEN));
    }

    @Test
    void aSequenceBehindItsColumnIsFound() {
        target.execute("SELECT setval('orders_id_seq', 299, true)");
        trial.trial.source.execute("SELECT setval('orders_id_seq', 299, true)");

        ReconcileTables.Result found = trial.reconcile("reconcile.levels = [schema, sequences]");

        assertThat(level(found, "orders", Level.SCHEMA).verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(level(found, "orders", Level.SEQUENCES).verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(level(found, "orders", Level.SEQUENCES).detail())
                .isEqualTo("public.orders_id_seq gives 300 next, and column id is at 300 already");
    }

    @Test
    void queriesAreHeldAgainstEachOtherWithinTheirTolerance() {
        target.execute("UPDATE orders SET amount = amount + 0.05 WHERE id = 7");
        String sum = "source = \"select sum(amount) as total, 'x' from public.orders\"";

        ReconcileTables.Result found =
                trial.reconcile(
                        "reconcile { levels = [schema], queries = [",
                        "{ name = near, tolerance = 0.05, " + sum + " }",
                        "{ name = far, tolerance = 0.04, " + sum + " }",
                        "{ name = rows, source = \"select id, note from public.orders order by id limit 5;\" }",
                        "{ name = wrong, source = \"select nothing from public.orders\" }",
                        "{ name = writes, source = \"with w as (delete from public.log returning 1) select count(*) from w\" }",
                        "{ name = two, source = \"select 1; commit\" }",
                        "{ name = ends, source = \"commit\" }",
                        "{ name = many, source = \"select generate_series(1, 1001)\" }",
                        "{ name = fewer, source = \"select 1\", target = \"select 1 where false\" } ] }");

        assertThat(found.queries())
                .extracting(query -> query.verdict() + " " + query.detail())
                .satisfiesExactly(
                        near -> assertThat(near).startsWith("EQUAL near"),
                        far ->
                                assertThat(far)
                                        .isEqualTo(
                                                "DIFFERENT far: the answers differ: far: row 1, total 45225.00 and 45225.05"),
                        rows ->
                                assertThat(rows)
                                        .isEqualTo("EQUAL rows: both sides answer alike, 5 rows"),
                        wrong ->
                                assertThat(wrong)
                                        .startsWith(
                                                "NOT_PROVEN wrong: the source says: column \"nothing\" does not exist"),
                        writes ->
                                assertThat(writes)
                                        .startsWith(
                                                "NOT_PROVEN writes: the source says: cannot execute")
                                        .contains("read-only transaction")
                                        .contains("only reads"),
                        two -> assertThat(two).contains("must be one statement, and is 2"),
                        ends -> assertThat(ends).contains("must be a SELECT"),
                        many -> assertThat(many).contains("more than 1,000 rows"),
                        fewer -> assertThat(fewer).contains("fewer: rows 1 and 0"));
        assertThat(found.overall()).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void withoutDigestsTheVerdictSaysWhatItDoesNotProve() {
        ReconcileTables.Result counted = trial.reconcile("reconcile.levels = [counts]");

        assertThat(counted.overall()).isEqualTo(Verdict.EQUAL);
        assertThat(table(counted, "orders").levels())
                .extracting(LevelVerdict::detail)
                .containsExactly("300 rows on both sides");
        assertThat(table(counted, "orders").notes())
                .containsExactly(
                        "digests were not asked for: that every row is the same is not proven");
        assertThat(trial.reconcile("reconcile.levels = [in-flight]").overall())
                .isEqualTo(Verdict.NOT_PROVEN);
        target.execute("DELETE FROM orders WHERE id = 1");
        assertThat(trial.reconcile("reconcile.levels = [counts]").overall())
                .isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void aLevelThatMayNotReadIsNotProvenAndTheRestGoesOn() {
        target.execute(
                "ALTER TABLE log ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE log FORCE ROW LEVEL SECURITY",
                "CREATE ROLE levels_reader LOGIN PASSWORD 'reader'",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO levels_reader");
        try {
            ReconcileTables.Result found =
                    trial.reconcile(
                            "reconcile.levels = [aggregates]",
                            "target { user = levels_reader, password = reader }");

            assertThat(level(found, "log", Level.AGGREGATES).verdict())
                    .isEqualTo(Verdict.NOT_PROVEN);
            assertThat(level(found, "log", Level.AGGREGATES).detail())
                    .contains("row-level security");
            assertThat(level(found, "orders", Level.AGGREGATES).verdict()).isEqualTo(Verdict.EQUAL);
        } finally {
            target.execute("DROP OWNED BY levels_reader", "DROP ROLE levels_reader");
        }
    }
}
