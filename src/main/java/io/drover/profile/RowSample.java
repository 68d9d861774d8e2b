package io.drover.profile;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.datasketches.memory.XxHash;

/**
 * A sample of rows, each as likely as any other: those whose place hashes to a number with the most
 * trailing zeros. It is no matter of chance: the same rows in any cut and order give the same
 * sample.
 */
final class RowSample implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long SEED = 0x64726f766572L;

    /** So many values of one sample are kept, of all columns together. */
    private static final int MOST_VALUES = 1 << 16;

    private static final int MOST_ROWS = 4096;
    private static final int FEWEST_ROWS = 256;

    /** What is kept of a longer value. */
    static final int VALUE_BYTES = 256;

    private record SampledRow(int zeros, byte[][] values) implements Serializable {}

    private final int capacity;
    private List<SampledRow> rows = new ArrayList<>();
    private int level;

    RowSample(int columns) {
        this.capacity =
                Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_VALUES / Math.max(1, columns)));
    }

    private static int zeros(long place) {
        return Long.numberOfTrailingZeros(XxHash.hashLong(place, SEED));
    }

    boolean wants(long place) {
        return zeros(place) >= level;
    }

    /** Takes a row that is wanted. A value is null where the row has none. */
    void add(long place, byte[][] values) {
        rows.add(new SampledRow(zeros(place), values));
        thin();
    }

    void merge(RowSample other) {
        level = Math.max(level, other.level);
        rows.addAll(other.rows);
        rows.removeIf(row -> row.zeros() < level);
        thin();
    }

    private void thin() {
        while (rows.size() > capacity) {
            level++;
            rows.removeIf(row -> row.zeros() < level);
        }
    }

    /** Whether rows were left out. */
    boolean isPartial() {
        return level > 0;
    }

    int rows() {
        return rows.size();
    }

    @Nullable
    byte[] value(int row, int column) {
        return rows.get(row).values()[column];
    }
}
