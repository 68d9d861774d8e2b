package io.drover.model.history;

import java.util.List;

/**
 * How long chunks took.
 *
 * @param binSeconds the width of a bin; the first begins at 0, the last holds the longest chunk
 * @param bins how many chunks fell into each
 */
public record ChunkDurations(
        long chunks,
        double medianSeconds,
        double percentile95Seconds,
        double longestSeconds,
        String longestTable,
        int longestChunk,
        long longestRows,
        double binSeconds,
        List<Long> bins) {
    public ChunkDurations {
        bins = List.copyOf(bins);
    }
}
