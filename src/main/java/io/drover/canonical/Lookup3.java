package io.drover.canonical;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bob Jenkins' lookup3 as PostgreSQL has it, with a seed and a result of 64 bits: the hash that a
 * server can compute of a value in SQL. It spreads values, and proves nothing about them.
 *
 * <p>Source: PostgreSQL 17, {@code src/common/hashfn.c} and {@code access/hash/hashfunc.c}, the
 * functions named {@code …extended}, on a little-endian machine.
 */
public final class Lookup3 {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST = 0x9e3779b9 + 3923095;

    private int a;
    private int b;
    private int c;

    private Lookup3(int length, long seed) {
        a = FIRST + length;
        b = a;
        c = a;
        if (seed != 0) {
            a += (int) (seed >>> 32);
            b += (int) seed;
            mix();
        }
    }

    /** {@code hashint8extended}, and so that of the smaller integers and of timestamps. */
    public static long ofLong(long value, long seed) {
        int high = (int) (value >>> 32);
        Lookup3 state = new Lookup3(Integer.BYTES, seed);
        state.a += (int) value ^ (value >= 0 ? high : ~high);
        return state.end();
    }

    /** {@code hashtextextended} under the collation C, and {@code uuid_hash_extended}. */
    public static long ofBytes(byte[] bytes, int offset, int length, long seed) {
        Lookup3 state = new Lookup3(length, seed);
        int at = offset;
        int left = length;
        for (; left >= 12; left -= 12, at += 12) {
            state.a += (int) WORD.get(bytes, at);
            state.b += (int) WORD.get(bytes, at + 4);
            state.c += (int) WORD.get(bytes, at + 8);
            state.mix();
        }
        for (int index = 0; index < left; index++) {
            int value = bytes[at + index] & 0xff;
            if (index < 4) {
                state.a += value << (8 * index);
            } else if (index < 8) {
                state.b += value << (8 * (index - 4));
            } else {
                // The lowest byte of c is kept for the length.
                state.c += value << (8 * (index - 7));
            }
        }
        return state.end();
    }

    private void mix() {
        a -= c;
        a ^= Integer.rotateLeft(c, 4);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 6);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 8);
        b += a;
        a -= c;
        a ^= Integer.rotateLeft(c, 16);
        c += b;
        b -= a;
        b ^= Integer.rotateLeft(a, 19);
        a += c;
        c -= b;
        c ^= Integer.rotateLeft(b, 4);
        b += a;
    }

    private long end() {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return ((long) b << 32) | (c & 0xffffffffL);
    }
}
