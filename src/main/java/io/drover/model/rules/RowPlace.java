package io.drover.model.rules;

/**
 * Where a source row is, as one number that grows with its place: of PostgreSQL block * 65536 +
 * offset of its ctid, never negative; of any other engine its number in its chunk, always negative.
 */
public final class RowPlace {
    private static final long NUMBERED = Long.MIN_VALUE;
    private static final int NUMBER_BITS = 40;

    private RowPlace() {}

    /** Row {@code number}, from 1, of a chunk of an engine whose rows have no places. */
    public static long of(int chunk, long number) {
        return NUMBERED | (long) chunk << NUMBER_BITS | number;
    }

    /** As people find it: a ctid, or the chunk and the number. */
    public static String shown(long place) {
        if (place >= 0) {
            return "(" + (place >>> 16) + "," + (place & 0xffff) + ")";
        }
        return "row %d of chunk %d"
                .formatted(place & ((1L << NUMBER_BITS) - 1), (place & ~NUMBERED) >>> NUMBER_BITS);
    }
}
