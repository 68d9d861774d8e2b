package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.CanonicalType;
import io.drover.canonical.Lookup3;
import io.drover.canonical.RowForm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Spreads keys over buckets. It decides where a row is compared, never whether it is equal: keys
 * that collide share a bucket and nothing else.
 *
 * @see io.drover.dialect.postgres.BucketSql the same in SQL, for the types that have it there
 */
final class KeyHash {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NIL = new byte[16];
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    /** A hash of the first {@code columns} frames, each hash being the seed of the next. */
    static long of(RowForm row, int columns) {
        return of(row.bytes(), row.frameAt(0), columns);
    }

    /** The same of frames that begin at {@code offset}. */
    static long of(byte[] frames, int offset, int columns) {
        long hash = 0;
        int at = offset;
        for (int column = 0; column < columns; column++) {
            int tag = (int) INT.get(frames, at);
            int length = (int) INT.get(frames, at + Integer.BYTES);
            at += 2 * Integer.BYTES;
            hash = of(tag, frames, at, length, hash);
            at += Math.max(0, length);
        }
        return hash;
    }

    private static long of(int tag, byte[] bytes, int at, int length, long seed) {
        // A NULL is hashed as its type's zero, since PostgreSQL's functions give NULL for NULL.
        if (isLong(tag) && (length == Long.BYTES || length == RowForm.NULL)) {
            return Lookup3.ofLong(length < 0 ? 0 : (long) LONG.get(bytes, at), seed);
        }
        if (tag == CanonicalType.DATE.tag()) {
            return Lookup3.ofLong(length < 0 ? 0 : (int) INT.get(bytes, at), seed);
        }
        if (tag == CanonicalType.BOOLEAN.tag()) {
            return Lookup3.ofLong(length < 0 ? 0 : bytes[at], seed);
        }
        if (tag == CanonicalType.UUID.tag() && length < 0) {
            return Lookup3.ofBytes(NIL, 0, NIL.length, seed);
        }
        return Lookup3.ofBytes(bytes, at, Math.max(0, length), seed);
    }

    private static boolean isLong(int tag) {
        return tag == CanonicalType.INTEGER.tag()
                || tag == CanonicalType.TIMESTAMP.tag()
                || tag == CanonicalType.INSTANT.tag()
                || tag == CanonicalType.TIME.tag();
    }

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
