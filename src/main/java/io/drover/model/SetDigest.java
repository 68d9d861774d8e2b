package io.drover.model;

import java.io.Serializable;

/**
 * The digest of a multiset of rows: order-free, mergeable, exact for duplicates.
 *
 * @param rows how many
 * @param high the sum of the rows' high 64 bits, mod 2^64
 * @param low the sum of the rows' low 64 bits, mod 2^64
 */
public record SetDigest(long rows, long high, long low) implements Serializable {
    public static final SetDigest EMPTY = new SetDigest(0, 0, 0);

    /** From {@link #hex()} and the count that is not part of it. */
    public static SetDigest of(long rows, String hex) {
        return new SetDigest(
                rows,
                Long.parseUnsignedLong(hex.substring(0, 16), 16),
                Long.parseUnsignedLong(hex.substring(16), 16));
    }

    public SetDigest plus(SetDigest other) {
        return new SetDigest(rows + other.rows, high + other.high, low + other.low);
    }

    /** 32 hexadecimal digits; the count is not part of it. */
    public String hex() {
        return String.format("%016x%016x", high, low);
    }
}
