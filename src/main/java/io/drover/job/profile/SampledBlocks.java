package io.drover.job.profile;

import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import java.util.ArrayList;
import java.util.List;

/**
 * A sample of a table: strips of blocks spread evenly over it, the same at every call. A strip is a
 * TID range, so the blocks between are not read.
 *
 * <p>Source: TID range scans, PostgreSQL 14 release notes; before that each strip would be a whole
 * scan, and all strips are read by one.
 */
final class SampledBlocks {
    private static final int STRIPS = 16;
    private static final int TID_RANGE_SCANS = 140000;

    /** A smaller table is read whole: a sample of it would say little. */
    static final int FEWEST_BLOCKS = 1024;

    private final double share;
    private final int serverVersion;

    SampledBlocks(double percent, int serverVersion) {
        this.share = percent / 100;
        this.serverVersion = serverVersion;
    }

    /** Whether a leaf is large enough to be sampled. */
    boolean samples(long heapBlocks) {
        return share < 1 && heapBlocks >= FEWEST_BLOCKS;
    }

    /**
     * The chunks to read instead of the leaf's own.
     *
     * @param heapBlocks of the leaf, without out-of-line values
     */
    List<ChunkPlan> chunks(TablePlan leaf, long heapBlocks) {
        List<String> strips = new ArrayList<>();
        for (int strip = 0; strip < STRIPS; strip++) {
            long from = heapBlocks * strip / STRIPS;
            long width = heapBlocks * (strip + 1) / STRIPS - from;
            long wanted = Math.max(1, Math.round(width * share));
            // Neither always the first blocks nor always the last: somewhere else in every strip.
            long first = from + (width - wanted) * ((strip * 7L) % STRIPS) / (STRIPS - 1);
            strips.add(
                    "ctid >= '(%d,0)'::tid AND ctid < '(%d,0)'::tid"
                            .formatted(first, first + wanted));
        }
        if (serverVersion < TID_RANGE_SCANS) {
            strips = List.of("(" + String.join(") OR (", strips) + ")");
        }
        List<ChunkPlan> chunks = new ArrayList<>();
        for (String strip : strips) {
            chunks.add(
                    new ChunkPlan(
                            chunks.size(),
                            strip,
                            Math.round(leaf.estimatedRows() * share / strips.size()),
                            Math.round(leaf.estimatedBytes() * share / strips.size())));
        }
        return chunks;
    }
}
