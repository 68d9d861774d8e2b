package io.drover.job.migrate;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Receipts.Claim;
import io.drover.load.ChunkLoader;
import io.drover.load.FatedRows;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;

/**
 * Loads one chunk inside a Spark task, and goes on trying while the connection to either side is
 * what fails. The receipt settles whether a commit whose answer was lost took effect.
 *
 * <p>Runs on: executors.
 */
final class ChunkAttempt {
    private final LoadContext context;
    private final ChunkTask task;
    private final String attempt;

    ChunkAttempt(LoadContext context, ChunkTask task) {
        this.context = context;
        this.task = task;
        TaskContext spark = TaskContext.get();
        this.attempt =
                "stage %d partition %d attempt %d on executor %s"
                        .formatted(
                                spark.stageId(),
                                spark.partitionId(),
                                spark.attemptNumber(),
                                SparkEnv.get().executorId());
    }

    /** Loads rows that Spark hands out once; trying again is Spark's, with a new attempt. */
    void loadOnce(Supplier<WireRows> rows) {
        with((loader, connection) -> loader.loadOnce(connection, rows));
    }

    /** The same of rows with fates. */
    void loadFated(FatedRows rows) {
        with((loader, connection) -> loader.loadFated(connection, rows));
    }

    void load(Supplier<WireRows> rows) {
        RetryPolicy<Object> retries =
                RetryPolicy.builder()
                        .handleIf(ChunkAttempt::canHelp)
                        .withBackoff(Duration.ofMillis(200), Duration.ofSeconds(5))
                        .withMaxRetries(-1)
                        .withMaxDuration(context.retryFor())
                        .onFailedAttempt(event -> note(event.getLastException()))
                        .build();
        try {
            Failsafe.with(retries)
                    .run(() -> with((loader, connection) -> loader.load(connection, rows)));
        } catch (FailsafeException interrupted) {
            throw new IllegalStateException(
                    "Interrupted while chunk "
                            + task.chunk().number()
                            + " of "
                            + task.table().target()
                            + " was to be tried again",
                    interrupted);
        }
    }

    private interface Loading {
        void load(ChunkLoader loader, Connection connection);
    }

    private void with(Loading loading) {
        Claim claim =
                new Claim(
                        context.loadId(),
                        task.table().number(),
                        task.generation(),
                        task.chunk().number(),
                        context.epochId(),
                        context.runId(),
                        attempt);
        try (ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.TARGET, context.target(), context.targetConnections())) {
            loading.load(
                    new ChunkLoader(
                            task.table(),
                            claim,
                            context.quarantine().rowsOf(task.table()),
                            context.checkpoint(),
                            this::moved),
                    lease.connection());
        }
    }

    private void moved(long rows, long bytes) {
        if (TaskContext.get().isInterrupted()) {
            throw new TaskKilledException(
                    "another attempt at the chunk was faster, or the run ends");
        }
        context.rows().add(rows);
        context.bytes().add(bytes);
    }

    private void note(Throwable failure) {
        String kind = failure instanceof MigrationException known ? known.kind().name() : "BUG";
        context.failures()
                .add(
                        new FailedAttempt(
                                task.table().number(),
                                task.chunk().number(),
                                attempt,
                                kind,
                                String.valueOf(failure.getMessage())));
    }

    private static boolean canHelp(Throwable failure) {
        return failure instanceof MigrationException known
                && known.kind() == ErrorKind.TRANSIENT
                && !(failure instanceof SnapshotLostException);
    }
}
