package io.drover.model.history;

import io.drover.model.Nullable;

/**
 * One table of a load, with the sum of the receipts that count.
 *
 * @param state {@code PENDING}, {@code LOADING}, {@code LOADED}, {@code SWAPPED} or {@code FAILED}
 * @param seconds how long at least one of its chunks was in flight
 * @param resumeNote why the last resume went on with the table or began it again
 */
public record TableTally(
        int number,
        String source,
        String target,
        String state,
        int generation,
        int chunks,
        int chunksDone,
        RowFates rows,
        long bytes,
        double seconds,
        long estimatedRows,
        long estimatedBytes,
        @Nullable String resumeNote) {}
