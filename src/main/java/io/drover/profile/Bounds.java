package io.drover.profile;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The least and the greatest value: by a rank first (a number, a year; the same for all where there
 * is none), then by the bytes of the text.
 */
final class Bounds implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Enough to tell values apart that would be shown apart. */
    private static final int MOST_BYTES = 1024;

    private double leastRank;
    private double greatestRank;
    private @Nullable byte[] least;
    private @Nullable byte[] greatest;

    void offer(double rank, byte[] array, int from, int to) {
        if (least == null) {
            least = Bytes.copy(array, from, to, MOST_BYTES);
            greatest = least;
            leastRank = rank;
            greatestRank = rank;
            return;
        }
        if (rank < leastRank || (rank == leastRank && isBefore(array, from, to, least))) {
            least = Bytes.copy(array, from, to, MOST_BYTES);
            leastRank = rank;
        }
        if (rank > greatestRank || (rank == greatestRank && isAfter(array, from, to, greatest))) {
            greatest = Bytes.copy(array, from, to, MOST_BYTES);
            greatestRank = rank;
        }
    }

    private static boolean isBefore(byte[] array, int from, int to, byte[] other) {
        return Arrays.compareUnsigned(array, from, to, other, 0, other.length) < 0;
    }

    private static boolean isAfter(byte[] array, int from, int to, byte[] other) {
        return Arrays.compareUnsigned(array, from, to, other, 0, other.length) > 0;
    }

    void merge(Bounds other) {
        if (other.least != null) {
            offer(other.leastRank, other.least, 0, other.least.length);
            offer(other.greatestRank, other.greatest, 0, other.greatest.length);
        }
    }

    @Nullable
    byte[] least() {
        return least;
    }

    @Nullable
    byte[] greatest() {
        return greatest;
    }
}
