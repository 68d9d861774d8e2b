package io.drover.engine;

import io.drover.model.ChunkPlan;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.spec.EndpointSpec;
import java.io.Serializable;

/**
 * What a task reads.
 *
 * @param snapshot the moment that {@link Moment#snapshot()} told
 * @param connections how many one JVM may have open
 * @param maxFieldBytes a wider field is refused, as far as its width is known before it is read
 */
public record ReadRequest(
        EndpointSpec endpoint,
        Snapshot snapshot,
        int connections,
        long maxFieldBytes,
        TablePlan table,
        ChunkPlan chunk)
        implements Serializable {}
