package io.drover.job.migrate;

import io.drover.extract.SourceAccess;
import io.drover.job.run.SparkAccess;
import io.drover.load.Checkpoint;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What every task of a load needs, whatever its chunk.
 *
 * @param targetConnections how many connections to the target one JVM may hold open
 * @param retryFor how long an attempt whose connection was lost is tried again
 * @param rows rows in flight, for progress only: rolled-back and repeated ones count too
 * @param bytes likewise
 * @param failures attempts that failed and were tried again, for the ledger
 */
public record LoadContext(
        SourceAccess source,
        EndpointSpec target,
        int targetConnections,
        long loadId,
        long runId,
        long epochId,
        QuarantineLimits quarantine,
        Duration retryFor,
        Checkpoint checkpoint,
        LongAccumulator rows,
        LongAccumulator bytes,
        CollectionAccumulator<FailedAttempt> failures)
        implements Serializable {
    /** Whose load, run and epoch the rows are of; 0: of none. */
    public record Ids(long load, long run, long epoch) {}

    /**
     * For a few rows of a load that has ended: no index is built meanwhile, and no limit counts.
     */
    public static LoadContext afterwards(
            MigrationSpec spec,
            Snapshot snapshot,
            SparkAccess spark,
            Ids ids,
            Checkpoint checkpoint) {
        return new LoadContext(
                new SourceAccess(
                        spec.source(),
                        snapshot,
                        spark.share(spec.source().maxConnections() - 1, "source.max-connections"),
                        spec.transfer().maxFieldBytes()),
                spec.target(),
                spark.share(spec.target().maxConnections() - 1, "target.max-connections"),
                ids.load(),
                ids.run(),
                ids.epoch(),
                QuarantineLimits.of(spec, List.of()),
                spec.transfer().retryFor(),
                checkpoint,
                spark.counter("rows"),
                spark.counter("bytes"),
                spark.collector("failed attempts"));
    }
}
