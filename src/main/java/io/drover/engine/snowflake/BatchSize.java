package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.model.TablePlan;
import io.drover.spec.SnowflakeSpec;

/**
 * How many chunks go into one COPY, and into how many files: few large ones, as Snowflake loads
 * them best. Sizes are estimates of the source's.
 *
 * @param chunks of a batch, at least one
 * @param chunkBytes of a chunk in the stage, about
 */
record BatchSize(int chunks, double chunkBytes) {
    /** What a compressed file of texts is of PostgreSQL's heap, about. */
    private static final double PACKED = 0.3;

    static BatchSize of(StoredTable table, SnowflakeSpec settings) {
        TablePlan plan = table.plan();
        int all = plan.chunks().size();
        double bytes = Math.max(1, PACKED * plan.estimatedBytes() / all);
        return new BatchSize(
                (int) Math.max(1, Math.min(all, settings.batchBytes() / bytes)), bytes);
    }

    /**
     * Files of a batch: no more than its chunks, as each is read by one task, and no fewer than
     * {@code cores} can write at once.
     */
    int files(int ofChunks, int cores, SnowflakeSpec settings) {
        long wanted = (long) Math.ceil(ofChunks * chunkBytes / settings.fileBytes());
        return (int) Math.max(1, Math.min(ofChunks, Math.max(wanted, cores)));
    }
}
