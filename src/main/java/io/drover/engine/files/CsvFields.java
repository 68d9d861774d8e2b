package io.drover.engine.files;

import java.util.Arrays;

/** Where the fields of one record lie, from its beginning, and what is known of their bytes. */
final class CsvFields {
    static final int QUOTED = 1;
    static final int NOT_ASCII = 2;
    static final int ZERO = 4;

    private int count;
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] flags = new int[64];

    void clear() {
        count = 0;
    }

    void add(int start, int end, int flag) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            flags = Arrays.copyOf(flags, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        flags[count++] = flag;
    }

    /** Whether there is nothing but one field without a byte. */
    boolean isEmptyText() {
        return count == 1 && starts[0] == ends[0] && flags[0] == 0;
    }

    int count() {
        return count;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }

    int flags(int field) {
        return flags[field];
    }
}
