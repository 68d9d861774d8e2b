package io.drover.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The unit of read, load, retry and ledger: the rows of one source table for which {@code
 * predicate} holds. The chunks of a table are disjoint and cover it, whatever its rows are.
 *
 * @param number from 0 within its table
 * @param predicate a boolean SQL expression for the source, without WHERE; {@code "true"} for the
 *     whole table
 * @param estimatedRows from statistics; 0 where unknown
 * @param estimatedBytes likewise
 */
public record ChunkPlan(int number, String predicate, long estimatedRows, long estimatedBytes)
        implements Serializable {
    public static final String EVERYTHING = "true";

    private static final int MOST_BUCKETS = 10_000;

    /**
     * Of a table whose rows are dealt out by their hash: so many chunks that each has about {@code
     * targetBytes}.
     *
     * @param rows of the table, about
     * @param bytes of the table, about
     * @param targetBytes {@link Long#MAX_VALUE} for a single chunk
     */
    public static List<ChunkPlan> buckets(long rows, long bytes, long targetBytes) {
        long wanted = bytes / targetBytes + (bytes % targetBytes == 0 ? 0 : 1);
        long count = Math.min(MOST_BUCKETS, Math.max(1, wanted));
        List<ChunkPlan> chunks = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            chunks.add(
                    new ChunkPlan(
                            number,
                            count == 1 ? EVERYTHING : "bucket " + number + " of " + count,
                            rows / count,
                            bytes / count));
        }
        return chunks;
    }
}
