package io.drover.engine;

import io.drover.model.WireRows;

/** An engine whose chunks tasks read by themselves. */
public interface ChunkedEngine extends Engine {
    /**
     * The rows of a chunk, streamed: the plan's columns in order, each value as the wire form of
     * its target type has it ({@code table.wire()}, {@code column.targetType()}). Of a table with
     * rules: those, then the decoded columns in the binary form of their {@code sourceType}, then
     * the row's place as a tid (its number in the chunk, from 1: block = number / 65536, offset =
     * number mod 65536).
     *
     * <p>Runs on: executors. Repeats: gives the same rows in the same order under one moment.
     * Memory: some rows, whatever the size of the table.
     *
     * @throws io.drover.error.SnapshotLostException when the moment is gone
     */
    WireRows read(ReadRequest request);
}
