package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;

/**
 * The set digest of each bucket of a pair, as far as it has been read. Order-free: sums of items
 * may meet in any order.
 */
final class PairSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int buckets;
    private long @Nullable [] source;
    private long @Nullable [] target;
    private long wireBytes;
    private long nanos;
    private int partsTakenOver;
    private @Nullable String failure;
    private final Map<Side, String> refusals = new EnumMap<>(Side.class);

    PairSums(int buckets) {
        this.buckets = buckets;
    }

    /** Three sums a bucket of one side: rows, high halves, low halves. */
    long[] side(Side side) {
        if (side == Side.SOURCE) {
            return source = source == null ? new long[3 * buckets] : source;
        }
        return target = target == null ? new long[3 * buckets] : target;
    }

    static void add(long[] sums, int bucket, long high, long low) {
        int at = 3 * bucket;
        sums[at]++;
        sums[at + 1] += high;
        sums[at + 2] += low;
    }

    /** What both sides take in memory. */
    long bytes() {
        return 2L * 3 * Long.BYTES * buckets;
    }

    /** How many rows of a side there are by now. */
    long rows(Side side) {
        long[] sums = side(side);
        long rows = 0;
        for (int at = 0; at < sums.length; at += 3) {
            rows += sums[at];
        }
        return rows;
    }

    /** The sums of a side as bytes: the number of each bucket that has rows, and its three sums. */
    byte[] pack(Side side) {
        long[] sums = side(side);
        int filled = 0;
        for (int at = 0; at < sums.length; at += 3) {
            filled += sums[at] == 0 ? 0 : 1;
        }
        ByteBuffer out = ByteBuffer.allocate(filled * (Integer.BYTES + 3 * Long.BYTES));
        for (int at = 0; at < sums.length; at += 3) {
            if (sums[at] != 0) {
                out.putInt(at / 3).putLong(sums[at]).putLong(sums[at + 1]).putLong(sums[at + 2]);
            }
        }
        return out.array();
    }

    /** Takes what {@link #pack} made, of as many buckets, instead of reading it again. */
    void unpack(Side side, byte[] packed) {
        long[] sums = side(side);
        ByteBuffer in = ByteBuffer.wrap(packed);
        while (in.hasRemaining()) {
            int at = 3 * in.getInt();
            sums[at] += in.getLong();
            sums[at + 1] += in.getLong();
            sums[at + 2] += in.getLong();
        }
        partsTakenOver++;
    }

    void addRead(long bytes, long spentNanos) {
        wireBytes += bytes;
        nanos += spentNanos;
    }

    /** Why the pair cannot be compared; the first failure stands. */
    void fail(String reason) {
        failure = failure == null ? reason : failure;
    }

    /** Why the server's digests of a side do not stand, so that tasks must read it. */
    void refuse(Side side, String reason) {
        refusals.merge(side, reason, (one, other) -> one.compareTo(other) <= 0 ? one : other);
    }

    Map<Side, String> refusals() {
        return refusals;
    }

    /** Adds what another task has read of the same pair. */
    PairSums merge(PairSums other) {
        merge(Side.SOURCE, other.source);
        merge(Side.TARGET, other.target);
        addRead(other.wireBytes, other.nanos);
        partsTakenOver += other.partsTakenOver;
        other.refusals.forEach(this::refuse);
        if (other.failure != null && (failure == null || other.failure.compareTo(failure) < 0)) {
            failure = other.failure;
        }
        return this;
    }

    private void merge(Side side, long @Nullable [] more) {
        if (more != null) {
            long[] sums = side(side);
            for (int at = 0; at < sums.length; at++) {
                sums[at] += more[at];
            }
        }
    }

    PairComparison compare() {
        return PairComparison.of(
                        side(Side.SOURCE),
                        side(Side.TARGET),
                        wireBytes,
                        nanos,
                        partsTakenOver,
                        failure)
                .refusedBy(refusals);
    }

    /** Of two tasks, in a reduction. */
    static final class Merge implements Function2<PairSums, PairSums, PairSums> {
        private static final long serialVersionUID = 1L;

        @Override
        public PairSums call(PairSums one, PairSums other) {
            return one.merge(other);
        }
    }

    /** What all sums of a pair say. */
    static final class Compare implements Function<PairSums, PairComparison> {
        private static final long serialVersionUID = 1L;

        @Override
        public PairComparison call(PairSums sums) {
            return sums.compare();
        }
    }
}
