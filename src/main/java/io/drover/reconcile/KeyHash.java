package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Spreads keys over buckets. It decides where a row is compared, never whether it is equal, so a
 * cheap mix will do: keys that collide share a bucket and nothing else.
 */
final class KeyHash {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    /** A hash of the first {@code fields} fields of a row that {@code tuples} has scanned. */
    static long of(byte[] row, BinaryTuples tuples, int fields) {
        long hash = GOLDEN;
        for (int field = 0; field < fields; field++) {
            int length = tuples.fieldLength(field);
            hash = mix(hash ^ length);
            int at = tuples.fieldOffset(field);
            int end = at + Math.max(0, length);
            for (; end - at >= Long.BYTES; at += Long.BYTES) {
                hash = mix(hash ^ (long) LONG.get(row, at));
            }
            long rest = 0;
            for (; at < end; at++) {
                rest = (rest << 8) | (row[at] & 0xff);
            }
            hash = mix(hash ^ rest);
        }
        return hash;
    }

    /** The finaliser of SplitMix64: every bit of the input reaches every bit of the output. */
    private static long mix(long value) {
        long mixed = value + GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** The bucket of a hash, by its uppermost bits; {@code buckets} is a power of two. */
    static int bucket(long hash, int buckets) {
        return buckets == 1
                ? 0
                : (int) (hash >>> (Long.SIZE - Integer.numberOfTrailingZeros(buckets)));
    }
}
