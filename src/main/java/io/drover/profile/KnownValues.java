package io.drover.profile;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The first different values of a column with their counts. While it is complete it holds all of
 * them, and a value that is met again costs one look-up and nothing else.
 */
final class KnownValues implements Serializable {
    private static final long serialVersionUID = 1L;
    static final int CAPACITY = 1000;

    /** A value that is longer is not kept: memory must not depend on values. */
    static final int MOST_BYTES = 512;

    static final int ABSENT = -1;
    private static final int FEWEST_SLOTS = 32;

    private byte[][] values = new byte[8][];
    private long[] hashes = new long[8];
    private long[] counts = new long[8];
    private long[] places = new long[8];
    private boolean[] unfit = new boolean[8];
    private int size;
    private transient int[] slots;

    int size() {
        return size;
    }

    byte[] value(int entry) {
        return values[entry];
    }

    long hash(int entry) {
        return hashes[entry];
    }

    long count(int entry) {
        return counts[entry];
    }

    /** Where it was met first. */
    long place(int entry) {
        return places[entry];
    }

    boolean isUnfit(int entry) {
        return unfit[entry];
    }

    void markUnfit(int entry) {
        unfit[entry] = true;
    }

    boolean isFull() {
        return size == CAPACITY;
    }

    /** The entry of a value, or {@link #ABSENT}. */
    int find(long hash, byte[] array, int from, int to) {
        if (slots == null) {
            index(FEWEST_SLOTS);
        }
        int mask = slots.length - 1;
        for (int slot = (int) hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash
                    && Arrays.equals(values[entry], 0, values[entry].length, array, from, to)) {
                return entry;
            }
        }
        return ABSENT;
    }

    void count(int entry, long more, long place) {
        counts[entry] += more;
        places[entry] = Math.min(places[entry], place);
    }

    /** Takes a new value; the caller has seen that it is absent and that there is room. */
    int insert(long hash, byte[] value, long count, long place) {
        if (size == values.length) {
            grow();
        }
        int entry = size++;
        values[entry] = value;
        hashes[entry] = hash;
        counts[entry] = count;
        places[entry] = place;
        if (size * 2 > slots.length) {
            index(slots.length * 2);
        } else {
            link(entry);
        }
        return entry;
    }

    private void grow() {
        int length = Math.min(CAPACITY, values.length * 2);
        values = Arrays.copyOf(values, length);
        hashes = Arrays.copyOf(hashes, length);
        counts = Arrays.copyOf(counts, length);
        places = Arrays.copyOf(places, length);
        unfit = Arrays.copyOf(unfit, length);
    }

    private void index(int least) {
        int length = least;
        while (length < size * 2) {
            length *= 2;
        }
        slots = new int[length];
        for (int entry = 0; entry < size; entry++) {
            link(entry);
        }
    }

    private void link(int entry) {
        int mask = slots.length - 1;
        int slot = (int) hashes[entry] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry + 1;
    }
}
