package io.drover.job.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.Trial;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHistory;
import io.drover.ledger.LedgerSchema;
import io.drover.model.Difference;
import io.drover.model.ReasonCount;
import io.drover.model.TableVerdict;
import io.drover.model.history.TableProof;
import io.drover.reconcile.DifferenceSink;
import io.drover.reconcile.SideAccess;
import io.drover.testing.TestSpark;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcileInLedgerIT {
    private static final String[] ITEMS = {
        "CREATE TABLE item (id int PRIMARY KEY, name text, price numeric)",
        "INSERT INTO item SELECT i, 'name \"' || i || E'\"\\t\\\\', i FROM generate_series(1, 3000) i"
    };

    private final Trial trial = new Trial("ledgered");

    @AfterEach
    void close() {
        ConnectionPool.closeAll();
        trial.close();
    }

    @Test
    void everyDifferenceIsInTheLedgerWithItsReasons() throws Exception {
        trial.source.execute(ITEMS);
        trial.target.execute(ITEMS);
        trial.target.execute(
                "UPDATE item SET name = upper(name) WHERE id <= 2000",
                "DELETE FROM item WHERE id = 2500",
                "INSERT INTO item VALUES (5000, NULL, NULL)");

        ReconcileInLedger.Result result = reconcile();

        TableVerdict verdict = result.found().tables().get(0);
        assertThat(verdict.reasons()).containsExactly(new ReasonCount("name", "letter case", 2000));
        assertThat(
                        trial.target.rows(
                                "SELECT kind, count(*), count(DISTINCT key), count(DISTINCT number), min(d.reasons::text), sum(copies)"
                                        + " FROM drover.difference d JOIN drover.reconciliation USING (run_id, table_number)"
                                        + " GROUP BY 1 ORDER BY 1"))
                .containsExactly(
                        "CHANGED|2000|2000|2000|{\"name\": \"letter case\"}|2000",
                        "EXTRA|1|1|1|{}|1",
                        "MISSING|1|1|1|{}|1");
        assertThat(
                        trial.target.rows(
                                "SELECT source_row, target_row, changed_columns FROM drover.difference"
                                        + " WHERE key ->> 'id' IN ('7', '2500', '5000') ORDER BY (key ->> 'id')::int"))
                .containsExactly(
                        "{\"id\": \"7\", \"name\": \"name \\\"7\\\"\\t\\\\\"}|{\"id\": \"7\", \"name\": \"NAME \\\"7\\\"\\t\\\\\"}|{name}",
                        "{\"id\": \"2500\", \"name\": \"name \\\"2500\\\"\\t\\\\\", \"price\": \"2500\"}|null|{}",
                        "null|{\"id\": \"5000\", \"name\": null, \"price\": null}|{}");
        try (Connection connection = trial.target.connect()) {
            TableProof proof =
                    new LedgerHistory(connection, LedgerSchema.NAME)
                            .history(result.runId(), 5)
                            .reconciliation()
                            .tables()
                            .get(0);
            assertThat(proof.shown())
                    .hasSize(5)
                    .extracting(difference -> difference.key().get("id"))
                    .containsExactly("1", "2", "3", "4", "5");
            assertThat(proof.shown().get(0)).isEqualTo(verdict.shown().get(0));
            assertThat(proof.reasons()).isEqualTo(verdict.reasons());
        }
    }

    @Test
    void aTaskThatIsRepeatedWritesItsDifferencesOnce() {
        trial.source.execute(ITEMS);
        trial.target.execute(ITEMS);
        long run = reconcile().runId();
        SideAccess target = new SideAccess(Side.TARGET, trial.target.endpoint(), null, 3);
        DifferenceSink sink = new LedgerDifferences(run, trial.target.endpoint());
        try (DifferenceSink.Writing lost = sink.open(target, 4)) {
            lost.add(0, 0, difference("1"));
        }
        assertThat(numbers(run)).isEmpty();

        for (String attempt : List.of("first", "second")) {
            try (DifferenceSink.Writing writing = sink.open(target, 4)) {
                writing.add(0, 0, difference(attempt));
                writing.add(0, 1, difference(attempt));
                writing.add(7, 0, difference(attempt));
                writing.commit();
            }
        }
        try (DifferenceSink.Writing other = sink.open(target, 5)) {
            other.add(0, 0, difference("other"));
            other.commit();
        }
        long first = (4L << 40) + 1;
        assertThat(numbers(run))
                .containsExactly(
                        "0|" + first + "|second",
                        "0|" + (first + 1) + "|second",
                        "0|" + ((5L << 40) + 1) + "|other",
                        "7|" + first + "|second");

        sink.keep(target, 0, Map.of(4, 1L));
        assertThat(numbers(run))
                .containsExactly("0|" + first + "|second", "7|" + first + "|second");
    }

    @Test
    void theDifferencesOfARunThatWasKilledAreGoneWithTheNextOne() {
        trial.source.execute(ITEMS);
        trial.target.execute(ITEMS);
        long concluded = reconcile().runId();
        SideAccess target = new SideAccess(Side.TARGET, trial.target.endpoint(), null, 3);
        trial.target.execute(
                "INSERT INTO drover.run (migration, command, code_version, operator, host)"
                        + " VALUES ('m', 'reconcile', '0', 'ada', 'one')");
        long killed =
                Long.parseLong(trial.target.value("SELECT max(run_id) FROM drover.run").toString());
        for (long run : new long[] {concluded, killed}) {
            try (DifferenceSink.Writing writing =
                    new LedgerDifferences(run, trial.target.endpoint()).open(target, 0)) {
                writing.add(0, 0, difference("left"));
                writing.commit();
            }
        }

        reconcile();

        assertThat(numbers(killed)).isEmpty();
        assertThat(numbers(concluded)).hasSize(1);
    }

    @Test
    void aReconciliationThatFailsLeavesNoDifferences() {
        trial.source.execute(ITEMS);
        trial.target.execute(ITEMS);
        reconcile();
        trial.target.execute("UPDATE item SET price = 0");
        // The verdicts cannot be written.
        trial.target.execute("ALTER TABLE drover.reconciliation DROP COLUMN shown");

        assertThatThrownBy(this::reconcile).hasMessageContaining("write verdicts");

        assertThat(trial.target.rows("SELECT * FROM drover.difference")).isEmpty();
    }

    private ReconcileInLedger.Result reconcile() {
        return new ReconcileInLedger(
                        trial.spec(),
                        TestSpark::session,
                        Trial.facts("reconcile"),
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }

    private List<String> numbers(long run) {
        return trial.target.rows(
                "SELECT table_number, number, key ->> 'id' FROM drover.difference WHERE run_id = %d ORDER BY 1, 2"
                        .formatted(run));
    }

    private static Difference difference(String key) {
        return new Difference(
                Difference.Kind.MISSING, Map.of("id", key), List.of(), Map.of("id", key), null, 1);
    }
}
