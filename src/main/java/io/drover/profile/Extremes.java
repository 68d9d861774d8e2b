package io.drover.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The most extreme different numbers of one side with their counts: what outliers are counted from,
 * as the quartiles are known only at the end.
 *
 * <p>Order: none matters; the same values in any cut give the same extremes.
 */
final class Extremes implements Serializable {
    private static final long serialVersionUID = 1L;
    static final int CAPACITY = 100;

    /** 1: the least values are kept; -1: the greatest. */
    private final int sign;

    /** Ascending; of the greatest, negated. */
    private final double[] keys = new double[CAPACITY];

    private final long[] counts = new long[CAPACITY];
    private int size;

    private Extremes(int sign) {
        this.sign = sign;
    }

    static Extremes least() {
        return new Extremes(1);
    }

    static Extremes greatest() {
        return new Extremes(-1);
    }

    void offer(double value, long count) {
        put(sign * value + 0.0, count);
    }

    private void put(double key, long count) {
        if (size == CAPACITY && key > keys[CAPACITY - 1]) {
            return;
        }
        int place = Arrays.binarySearch(keys, 0, size, key);
        if (place >= 0) {
            counts[place] += count;
            return;
        }
        int at = -place - 1;
        int kept = Math.min(size, CAPACITY - 1);
        System.arraycopy(keys, at, keys, at + 1, kept - at);
        System.arraycopy(counts, at, counts, at + 1, kept - at);
        keys[at] = key;
        counts[at] = count;
        size = kept + 1;
    }

    void merge(Extremes other) {
        for (int place = 0; place < other.size; place++) {
            put(other.keys[place], other.counts[place]);
        }
    }

    /** How many values lie beyond the fence. */
    long beyond(double fence) {
        long rows = 0;
        for (int place = 0; place < size && keys[place] < sign * fence; place++) {
            rows += counts[place];
        }
        return rows;
    }

    /** Whether values that were not kept may lie beyond it as well. */
    boolean mayHoldMoreBeyond(double fence) {
        return size == CAPACITY && keys[CAPACITY - 1] < sign * fence;
    }

    /** The farthest values beyond the fence. */
    List<Double> farthest(double fence, int most) {
        List<Double> values = new ArrayList<>();
        for (int place = 0; place < size && place < most && keys[place] < sign * fence; place++) {
            values.add(sign * keys[place] + 0.0);
        }
        return values;
    }
}
