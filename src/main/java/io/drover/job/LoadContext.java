package io.drover.job;

import io.drover.extract.SourceAccess;
import io.drover.load.Checkpoint;
import io.drover.spec.EndpointSpec;
import java.io.Serializable;
import java.time.Duration;
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
record LoadContext(
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
        implements Serializable {}
