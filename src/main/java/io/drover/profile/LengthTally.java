package io.drover.profile;

import io.drover.model.Nullable;
import io.drover.model.profile.ColumnProfile.Lengths;
import java.io.Serializable;

/** The least, the sum and the greatest of lengths. */
final class LengthTally implements Serializable {
    private static final long serialVersionUID = 1L;
    private long min = Long.MAX_VALUE;
    private long max;
    private long sum;
    private long values;

    void add(long length, long count) {
        min = Math.min(min, length);
        max = Math.max(max, length);
        sum += length * count;
        values += count;
    }

    void merge(LengthTally other) {
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
        sum += other.sum;
        values += other.values;
    }

    @Nullable
    Lengths lengths() {
        return values == 0 ? null : new Lengths(min, (double) sum / values, max);
    }
}
