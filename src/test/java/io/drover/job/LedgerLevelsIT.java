package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHistory;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import io.drover.model.history.Reconciliation;
import io.drover.testing.TestSpark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Levels that hold the ledger's word against what is there. */
class LedgerLevelsIT {
    private static final String BOTH =
            "reconcile { levels = [balance, counts, digests, in-flight], queries ="
                    + " [ { name = heads, source = \"select count(*) from public.plain\" } ] }";

    private final Trial trial = new Trial("accounts");

    @BeforeEach
    void fill() {
        trial.source.execute(
                "CREATE TABLE plain (id int PRIMARY KEY, name text, price numeric, at timestamptz)",
                "CREATE TABLE converted (id int PRIMARY KEY, price numeric(8,2))",
                "CREATE TABLE nothing (id int)",
                "INSERT INTO plain SELECT i, 'n' || i, i / 7.0, now() FROM generate_series(1, 500) i",
                "INSERT INTO converted SELECT i, i FROM generate_series(1, 50) i");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void whatWasLoadedIsThereAndTheLedgerKeepsTheLevels() throws SQLException {
        trial.migrate();

        ReconcileInLedger.Result result = reconcile(BOTH);

        assertThat(result.found().overall()).as(result.found().toString()).isEqualTo(Verdict.EQUAL);
        assertThat(level(result, "plain", Level.BALANCE).detail())
                .isEqualTo(
                        "the ledger's word: 500 read = 500 loaded + 0 filtered + 0 deduplicated + 0 quarantined; the target has 500 now");
        assertThat(level(result, "plain", Level.IN_FLIGHT).detail())
                .startsWith("the target holds the 500 rows that load 1 sent, digest ")
                .endsWith("a first proof, which is not about the source");
        try (Connection connection = trial.target.connect()) {
            Reconciliation told =
                    new LedgerHistory(connection, LedgerHistory.DEFAULT_SCHEMA)
                            .history(result.runId(), 10)
                            .reconciliation();
            assertThat(told.levels())
                    .extracting(LevelVerdict::level)
                    .containsExactly(Level.SCHEMA, Level.QUERIES);
            assertThat(told.levels().get(1).figures()).hasSize(1);
            assertThat(told.tables().get(0).levels()).isNotEmpty();
        }
    }

    @Test
    void aRowThatChangedAndOneThatWentAfterTheLoadAreFound() {
        trial.migrate();
        trial.target.execute(
                "UPDATE plain SET name = 'other' WHERE id = 7",
                "DELETE FROM converted WHERE id = 3");

        ReconcileInLedger.Result result = reconcile("reconcile.levels = [balance, in-flight]");

        LevelVerdict changed = level(result, "plain", Level.IN_FLIGHT);
        assertThat(changed.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(changed.detail())
                .startsWith("the 500 rows of the target are not those that load 1 sent");
        assertThat(level(result, "plain", Level.BALANCE).verdict()).isEqualTo(Verdict.EQUAL);
        LevelVerdict gone = level(result, "converted", Level.BALANCE);
        assertThat(gone.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(gone.detail()).endsWith("the target has 49 now, and not 50");
        assertThat(level(result, "converted", Level.IN_FLIGHT).detail())
                .isEqualTo("the target has 49 rows, and load 1 sent 50");
    }

    @Test
    void inFlightAloneNeverMakesATableEqual() {
        trial.migrate();

        ReconcileInLedger.Result result = reconcile("reconcile.levels = [in-flight]");

        assertThat(result.found().tables())
                .allSatisfy(
                        table -> {
                            assertThat(table.levels())
                                    .extracting(LevelVerdict::verdict)
                                    .containsExactly(Verdict.EQUAL);
                            assertThat(table.verdict()).isEqualTo(Verdict.NOT_PROVEN);
                            assertThat(table.notes()).last().asString().contains("load's word");
                        });
    }

    @Test
    void aFormThatCannotBeHadAgainIsNotProvenWithTheReason() {
        trial.target.execute(
                "CREATE TABLE plain (id int PRIMARY KEY, name text, price numeric, at timestamptz)",
                "CREATE TABLE converted (id int PRIMARY KEY, price numeric(12,4))",
                "CREATE TABLE nothing (id int)",
                "INSERT INTO plain VALUES (1000)");
        trial.migrate("schema = existing", "load = append", "read-path = copy");

        ReconcileInLedger.Result result =
                reconcile(
                        "schema = existing",
                        "load = append",
                        "reconcile.levels = [balance, in-flight]");

        assertThat(level(result, "plain", Level.IN_FLIGHT).verdict()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(level(result, "plain", Level.IN_FLIGHT).detail())
                .isEqualTo(
                        "the target has 501 rows, and load 1 sent 500; it may be so because rows may have stood there before (load = append)");
        assertThat(level(result, "plain", Level.BALANCE).detail())
                .endsWith("the target has 501 now, with those that were there before");
        assertThat(level(result, "converted", Level.IN_FLIGHT).verdict())
                .isEqualTo(Verdict.NOT_PROVEN);
    }

    @Test
    void withoutALoadTheBalanceIsNotALevel() {
        trial.target.execute("CREATE TABLE plain (id int PRIMARY KEY)");

        ReconcileInLedger.Result result = reconcile("reconcile.levels = [balance, in-flight]");

        assertThat(result.found().tables().get(1).levels())
                .extracting(LevelVerdict::level)
                .doesNotContain(Level.BALANCE);
        assertThat(level(result, "plain", Level.IN_FLIGHT).detail())
                .isEqualTo("the ledger has no load of it");
    }

    private ReconcileInLedger.Result reconcile(String... more) {
        return new ReconcileInLedger(
                        trial.spec(more),
                        TestSpark::session,
                        Trial.facts("reconcile"),
                        Progress.SILENT,
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        Set.of())
                .run();
    }

    private static LevelVerdict level(ReconcileInLedger.Result result, String source, Level level) {
        return LevelTrial.level(result.found(), source, level);
    }
}
