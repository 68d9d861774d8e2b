package io.drover.engine.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the next of some bytes in a text, eight at a time, and tells whether all before it is
 * ASCII. Not thread-safe.
 *
 * <p>Source: "Determine if a word has a byte less than n", Bit Twiddling Hacks; the lowest hit is
 * exact, as a borrow goes upwards only.
 */
final class StopBytes {
    /** Line feed, carriage return and zero are below it. */
    private static final int CONTROL = 0x0e;

    private static final int WIDTH = Long.BYTES;
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;

    private final boolean[] stops = new boolean[256];
    private final long one;
    private final long other;
    private boolean passedAscii;

    /**
     * @param one a stop, and the {@code other}; 0 where there is none
     * @param controls stops that are below {@link #CONTROL}
     */
    StopBytes(int one, int other, int... controls) {
        this.one = one * ONES;
        this.other = other * ONES;
        for (int control : controls) {
            stops[control] = true;
        }
        stops[one] = true;
        stops[other] = true;
        stops[0] = true;
    }

    /** Where the next stop is, from {@code from} on; {@code end}: before it is none. */
    int next(byte[] bytes, int from, int end) {
        int at = from;
        boolean ascii = true;
        while (at <= end - WIDTH) {
            long word = (long) WORD.get(bytes, at);
            int before = before(word);
            ascii &= isAscii(word, before);
            at += before;
            if (before < WIDTH) {
                if (stops[bytes[at] & 0xff]) {
                    passedAscii = ascii;
                    return at;
                }
                at++;
            }
        }
        for (; at < end && !stops[bytes[at] & 0xff]; at++) {
            ascii &= bytes[at] >= 0;
        }
        passedAscii = ascii;
        return at;
    }

    /** Whether the bytes that were passed over last are ASCII. */
    boolean passedAscii() {
        return passedAscii;
    }

    /** How many bytes of the word, from its first, are before what may be a stop. */
    private int before(long word) {
        long first = word ^ one;
        long second = word ^ other;
        long hits =
                (((first - ONES) & ~first)
                                | ((second - ONES) & ~second)
                                | ((word - CONTROL * ONES) & ~word))
                        & HIGH;
        return hits == 0 ? WIDTH : Long.numberOfTrailingZeros(hits) >>> 3;
    }

    private static boolean isAscii(long word, int bytes) {
        return (bytes == WIDTH ? word & HIGH : word & HIGH & ((1L << (bytes << 3)) - 1)) == 0;
    }
}
