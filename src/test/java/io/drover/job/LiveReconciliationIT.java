package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.run.Pause;
import io.drover.job.run.Progress;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that move while they are compared are no false differences. */
final class LiveReconciliationIT {
    private static final String NO_PATIENCE = "reconcile.patience = 0s";

    private final Trial trial = new Trial("live");

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void rowsThatAgreeWhenLookedAtAgainAreNoDifferences() {
        migrated();
        trial.source.execute(
                "UPDATE account SET amount = amount + 1 WHERE id IN (1, 2)",
                "DELETE FROM account WHERE id = 3",
                "INSERT INTO account VALUES (1001, 7, 'new')");
        // As if a replication caught up, while other rows move on.
        Pause catchingUp =
                looks -> {
                    trial.target.execute(
                            "UPDATE account SET amount = amount + 1 WHERE id IN (1, 2)",
                            "DELETE FROM account WHERE id = 3",
                            "INSERT INTO account VALUES (1001, 7, 'new')");
                    trial.source.execute("UPDATE account SET amount = 0 WHERE id = 500");
                };

        ReconcileInLedger.Result result = reconcile(catchingUp);

        TableVerdict verdict = result.found().tables().get(0);
        assertThat(verdict.verdict()).as(verdict.toString()).isEqualTo(Verdict.EQUAL);
        assertThat(verdict.notes())
                .contains(
                        "live: 4 rows differed while both sides were written to; looked at again 2 times, 4 of them agreed");
        assertThat(trial.target.value("SELECT count(*) FROM drover.difference")).isEqualTo("0");
        assertThat(trial.target.value("SELECT verdict FROM drover.reconciliation"))
                .isEqualTo("EQUAL");
    }

    @Test
    void whatStillDiffersWhenPatienceEndsIsADifference() {
        migrated();
        trial.target.execute(
                "UPDATE account SET note = 'wrong' WHERE id = 9",
                "UPDATE account SET amount = 1 WHERE id = 10");
        AtomicInteger pauses = new AtomicInteger();

        ReconcileInLedger.Result result = reconcile(looks -> pauses.incrementAndGet(), NO_PATIENCE);

        TableVerdict verdict = result.found().tables().get(0);
        assertThat(pauses).hasValue(0);
        assertThat(verdict.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(verdict.changed()).isEqualTo(2);
        assertThat(verdict.levels())
                .filteredOn(level -> level.level() == Level.COUNTS)
                .allMatch(level -> level.verdict() == Verdict.EQUAL);
        assertThat(trial.target.value("SELECT count(*) FROM drover.difference")).isEqualTo("2");
    }

    @Test
    void tablesWithoutAKeyAndRuledOnesKeepTheirFirstVerdict() {
        trial.source.execute(
                "CREATE TABLE note (line text)",
                "INSERT INTO note VALUES ('a'), ('b')",
                "CREATE TABLE person (id int PRIMARY KEY, name text)",
                "INSERT INTO person VALUES (1, ' x ')");
        String rules =
                "tables = [{ name = public.person, columns = [{ column = name, from = name, trim = both }] }]";
        trial.migrate(rules);
        trial.target.execute("DELETE FROM note WHERE line = 'a'", "UPDATE person SET name = 'y'");

        ReconcileInLedger.Result result = reconcile(looks -> {}, rules, NO_PATIENCE);

        assertThat(result.found().tables())
                .hasSize(2)
                .allMatch(verdict -> verdict.verdict() == Verdict.DIFFERENT)
                .allMatch(verdict -> verdict.differences() == 1);
    }

    @Test
    void whatARunThatFailedHasReadIsTakenOverByTheNext() {
        trial.source.execute(
                "CREATE TABLE big (id int PRIMARY KEY, text text)",
                "INSERT INTO big SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, 20000) n");
        trial.migrate();
        trial.target.execute("UPDATE big SET text = 'wrong' WHERE id = 20000");
        Pause dying =
                looks -> {
                    throw new IllegalStateException("as if killed");
                };

        assertThatThrownBy(() -> reconcile(dying)).hasMessage("as if killed");
        assertThat(trial.target.value("SELECT count(*) > 0 FROM drover.reconciliation_part"))
                .isEqualTo("t");
        TableVerdict next = reconcile(looks -> {}, NO_PATIENCE).found().tables().get(0);

        assertThat(next.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(next.changed()).isEqualTo(1);
        assertThat(next.notes())
                .anyMatch(note -> note.startsWith("read by a reconciliation that did not come"));
        assertThat(trial.target.value("SELECT count(*) FROM drover.reconciliation_part"))
                .isEqualTo("0");
        assertThat(reconcile(looks -> {}, NO_PATIENCE).found().tables().get(0).notes())
                .noneMatch(note -> note.startsWith("read by a reconciliation"));
    }

    private void migrated() {
        trial.source.execute(
                "CREATE TABLE account (id int PRIMARY KEY, amount numeric NOT NULL, note text)",
                "INSERT INTO account SELECT n, n * 1.5, 'note ' || n FROM generate_series(1, 1000) n");
        trial.migrate();
    }

    private ReconcileInLedger.Result reconcile(Pause pause, String... more) {
        // The balance is of the load, and these tables have moved on since.
        String[] all = java.util.Arrays.copyOf(more, more.length + 1);
        all[more.length] = "reconcile.levels = [schema, counts, digests]";
        return new ReconcileInLedger(
                        trial.spec(all),
                        TestSpark::session,
                        Trial.facts("reconcile"),
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .live(pause)
                .run();
    }
}
