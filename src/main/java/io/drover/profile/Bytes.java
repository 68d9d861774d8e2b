package io.drover.profile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Values as the bytes of their UTF-8 text. */
final class Bytes {
    private Bytes() {}

    /** A copy of at most {@code most} bytes, not cut inside a character. */
    static byte[] copy(byte[] array, int from, int to, int most) {
        int end = to;
        if (to - from > most) {
            end = from + most;
            while (end > from && isContinuation(array[end])) {
                end--;
            }
        }
        return Arrays.copyOfRange(array, from, end);
    }

    static boolean isContinuation(byte value) {
        return (value & 0xc0) == 0x80;
    }

    static String text(byte[] array) {
        return new String(array, StandardCharsets.UTF_8);
    }

    static String text(byte[] array, int from, int to) {
        return new String(array, from, to - from, StandardCharsets.UTF_8);
    }

    /** Cut to what is shown, with a sign that it was. */
    static String shown(byte[] array, int characters) {
        String text = text(array);
        if (text.codePointCount(0, text.length()) <= characters) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, characters)) + "…";
    }
}
