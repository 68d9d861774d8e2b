package io.drover.load;

import io.drover.dialect.wire.WireBuffer;
import java.util.Arrays;

/**
 * Rows of a chunk that are held until the target has taken or refused them: their wire bytes, one
 * behind the other, in one array. No object is made for a row.
 *
 * <p>Memory: {@value #BYTES} bytes and a row, and 24 bytes for each row. Runs on: executors; not
 * thread-safe.
 */
final class HeldRows {
    private static final int ROWS = 1 << 16;
    private static final int BYTES = 4 << 20;

    /** The place of a row whose place is not known. */
    static final long NO_PLACE = -1;

    private final WireBuffer buffer = new WireBuffer(64 << 10);
    private int[] ends = new int[1024];
    private long[] numbers = new long[1024];
    private long[] places = new long[1024];
    private int rows;

    /** Where the bytes of the next row go; {@link #endRow} or {@link #dropRow} ends it. */
    WireBuffer buffer() {
        return buffer;
    }

    /** Takes what was written since the last row as a row. */
    void endRow(long number, long place) {
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, 2 * rows);
            numbers = Arrays.copyOf(numbers, 2 * rows);
            places = Arrays.copyOf(places, 2 * rows);
        }
        ends[rows] = buffer.size();
        numbers[rows] = number;
        places[rows] = place;
        rows++;
    }

    /** Forgets what was written since the last row. */
    void dropRow() {
        buffer.truncate(offset(rows));
    }

    boolean isFull() {
        return rows == ROWS || buffer.size() >= BYTES;
    }

    void clear() {
        buffer.truncate(0);
        rows = 0;
    }

    int rows() {
        return rows;
    }

    byte[] array() {
        return buffer.array();
    }

    /** Where a row begins; of the row behind the last, where that ends. */
    int offset(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    int length(int row) {
        return offset(row + 1) - offset(row);
    }

    /** The row's position in the chunk, from 1. */
    long number(int row) {
        return numbers[row];
    }

    /** The source row's place, or {@link #NO_PLACE}. */
    long place(int row) {
        return places[row];
    }

    byte[] copy(int row) {
        return Arrays.copyOfRange(array(), offset(row), offset(row + 1));
    }
}
