package io.drover.engine.mysql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8, eight at a time as long as they are ASCII. */
final class Utf8 {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean isValid(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        while (at + Long.BYTES <= end && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        if (at == end) {
            return true;
        }
        while (at < end) {
            int follow = follow(bytes, at, end);
            if (follow < 0) {
                return false;
            }
            at += follow + 1;
        }
        return true;
    }

    /**
     * How many bytes follow the first of a character; -1 where it is none.
     *
     * <p>Source: Unicode 15, table 3-7 "Well-Formed UTF-8 Byte Sequences".
     */
    private static int follow(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 0;
        }
        int follow = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
        if (first < 0xc2 || first > 0xf4 || at + follow >= end) {
            return -1;
        }
        int second = bytes[at + 1] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > greatest) {
            return -1;
        }
        for (int next = 2; next <= follow; next++) {
            if ((bytes[at + next] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return follow;
    }

    /** How many characters valid UTF-8 has. */
    static int characters(byte[] bytes, int from, int length) {
        int count = 0;
        for (int at = from; at < from + length; at++) {
            if ((bytes[at] & 0xc0) != 0x80) {
                count++;
            }
        }
        return count;
    }
}
