package io.drover.reconcile;

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

    /** The bucket of a hash, by its uppermost bits; {@code buckets} is a power of two. */
    static int bucket(long hash, int buckets) {
        return buckets == 1
                ? 0
                : (int) (hash >>> (Long.SIZE - Integer.numberOfTrailingZeros(buckets)));
    }
}
