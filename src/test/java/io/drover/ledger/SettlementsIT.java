package io.drover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.ledger.Settlements.Batch;
import io.drover.ledger.Settlements.State;
import io.drover.ledger.Settlements.Waiting;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SettlementsIT {
    private static final Batch BATCH = new Batch(1, 0, 0, 2, List.of(1L));

    @Test
    void aRowThatOneRetrySettlesIsNotThereForAnotherThatWaitedForIt() throws Exception {
        try (TestDatabase database = TestDatabase.create("settle")) {
            LedgerExample.createTables(database, "drover");
            LedgerExample.insertHalfLoad(database, "drover");
            LedgerExample.completeAndReconcile(database, "drover");
            try (Connection first = database.connect();
                    Connection second = database.connect()) {
                first.setAutoCommit(false);
                second.setAutoCommit(false);
                assertThat(Settlements.lock(first, BATCH))
                        .containsExactly(new Waiting(1, 0, List.of()));
                CompletableFuture<List<Waiting>> waiting =
                        CompletableFuture.supplyAsync(() -> lock(second));
                while (database.rows("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty()
                        && !waiting.isDone()) {
                    Thread.onSpinWait();
                }
                assertThat(waiting).isNotDone();
                Settlements.settle(first, BATCH, 1, State.LOADED);
                first.commit();
                assertThat(waiting.join()).isEmpty();
                second.rollback();
            }
        }
    }

    @Test
    void aLoadThatWasAbandonedHasNoRowsToRetry() throws SQLException {
        try (TestDatabase database = TestDatabase.create("abandoned")) {
            LedgerExample.createTables(database, "drover");
            LedgerExample.insertHalfLoad(database, "drover");
            database.execute("UPDATE drover.migration_load SET state = 'ABANDONED'");
            try (Connection connection = database.connect()) {
                assertThat(Settlements.lock(connection, BATCH)).isEmpty();
            }
        }
    }

    private static List<Waiting> lock(Connection connection) {
        try {
            return Settlements.lock(connection, BATCH);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
