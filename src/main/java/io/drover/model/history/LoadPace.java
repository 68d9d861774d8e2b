package io.drover.model.history;

import io.drover.model.Nullable;
import java.time.Instant;

/**
 * How fast the last run on a load moves rows, measured by its receipts.
 *
 * @param secondsLeft at this pace, by the plan's estimates; null where nothing is measured yet
 * @param lastReceiptAt null before the first
 * @param sinceLastReceiptSeconds by the target's clock
 */
public record LoadPace(
        long runId,
        double rowsPerSecond,
        double bytesPerSecond,
        @Nullable Double secondsLeft,
        @Nullable Instant lastReceiptAt,
        double sinceLastReceiptSeconds) {}
