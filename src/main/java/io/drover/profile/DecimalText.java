package io.drover.profile;

import java.nio.charset.StandardCharsets;

/** Reads the text of a number as the nearest double, without making a String of the usual ones. */
final class DecimalText {
    private static final double[] POWERS = new double[23];
    private static final long EXACT = 1L << 53;

    static {
        POWERS[0] = 1;
        for (int power = 1; power < POWERS.length; power++) {
            POWERS[power] = POWERS[power - 1] * 10;
        }
    }

    private DecimalText() {}

    /** As {@link Double#parseDouble}; NaN and infinities by their names. */
    static double parse(byte[] array, int from, int to) {
        int position = from;
        boolean negative = array[position] == '-';
        if (negative) {
            position++;
        }
        long digits = 0;
        int scale = 0;
        boolean point = false;
        // Both digits and power are exact as doubles, so their quotient is rounded once.
        boolean plain = to - position <= 18 && position < to;
        for (; position < to && plain; position++) {
            byte next = array[position];
            if (next >= '0' && next <= '9') {
                digits = digits * 10 + (next - '0');
                scale += point ? 1 : 0;
            } else if (next == '.' && !point) {
                point = true;
            } else {
                plain = false;
            }
        }
        if (!plain || (digits > EXACT && scale > 0)) {
            return Double.parseDouble(
                    new String(array, from, to - from, StandardCharsets.US_ASCII));
        }
        double value = scale == 0 ? digits : digits / POWERS[scale];
        return negative ? -value : value;
    }
}
