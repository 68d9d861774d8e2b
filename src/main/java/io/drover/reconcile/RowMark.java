package io.drover.reconcile;

import io.drover.canonical.RowForm;
import io.drover.jdbc.SqlFailures.Side;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.Partitioner;

/**
 * One row of a differing bucket as bytes that sort by pair, key, row digest and side; behind them
 * the row's form, see {@link CutForm}.
 *
 * <p>One array and not an object: where every row of a table differs there are as many marks as
 * rows, and all of them go through a shuffle. The form is part of the order, so that rows under one
 * digest (a tolerance makes such) stand in one order whichever task sent them.
 *
 * @param bytes the whole mark
 */
record RowMark(int pair, long keyHigh, long keyLow, long high, long low, Side side, byte[] bytes) {
    private static final int FORM_AT = 4 + 16 + 16 + 1;

    /** {@code key} and {@code row}: two halves each. */
    static byte[] bytes(
            int pair, long keyHigh, long keyLow, long high, long low, Side side, RowForm form) {
        return ByteBuffer.allocate(FORM_AT + form.length())
                .putInt(pair)
                .putLong(keyHigh)
                .putLong(keyLow)
                .putLong(high)
                .putLong(low)
                .put((byte) (side == Side.SOURCE ? 0 : 1))
                .put(form.bytes(), 0, form.length())
                .array();
    }

    static RowMark of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new RowMark(
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.get() == 0 ? Side.SOURCE : Side.TARGET,
                bytes);
    }

    /** Makes {@code form} the row's. */
    void load(RowForm form) {
        form.load(bytes, FORM_AT, bytes.length - FORM_AT);
    }

    boolean hasKeyOf(RowMark other) {
        return pair == other.pair && keyHigh == other.keyHigh && keyLow == other.keyLow;
    }

    boolean hasDigestOf(RowMark other) {
        return high == other.high && low == other.low;
    }

    /** The order of the bytes, unsigned. */
    static final class Order implements Comparator<byte[]>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(byte[] one, byte[] other) {
            return Arrays.compareUnsigned(one, other);
        }
    }

    /** All marks of a key go to one partition. */
    static final class ByKey extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        ByKey(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            // The key's hash is a SHA-256: any of its bits will do.
            return Math.floorMod(ByteBuffer.wrap((byte[]) key).getLong(4 + Long.BYTES), partitions);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByKey byKey && byKey.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return partitions;
        }
    }
}
