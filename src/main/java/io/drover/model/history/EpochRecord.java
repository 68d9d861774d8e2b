package io.drover.model.history;

import io.drover.model.Nullable;
import java.time.Instant;

/**
 * A snapshot of the source, and how much of the load was read under it.
 *
 * @param visible {@code pg_current_snapshot()} in it
 * @param heldElsewhere whether another session than the driver's holds it open
 */
public record EpochRecord(
        long epochId,
        long runId,
        String snapshotName,
        String visible,
        String sourceServer,
        @Nullable String walPosition,
        Instant openedAt,
        boolean heldElsewhere,
        long chunks,
        long rows) {}
