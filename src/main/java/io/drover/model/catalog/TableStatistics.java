package io.drover.model.catalog;

/**
 * Size and estimates of one table's own storage (a partitioned parent has none: all zero).
 *
 * @param heapBlocks blocks of 8 KiB in the main fork, measured, not estimated
 * @param toastBytes of its out-of-line values, measured
 * @param estimatedRows {@code reltuples} scaled to the present size; 0 where never analysed and
 *     empty
 */
public record TableStatistics(long heapBlocks, long toastBytes, long estimatedRows) {
    public static final TableStatistics NONE = new TableStatistics(0, 0, 0);
}
