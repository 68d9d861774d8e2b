package io.drover.canonical;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Appends numbers by the rule of DECIMAL: plain digits, no zero that says nothing, no exponent.
 *
 * <p>Nothing is allocated, but of a {@link BigDecimal}. Source: {@code numeric_send} in
 * PostgreSQL's numeric.c.
 */
public final class DecimalForm {
    /** As many digits as PostgreSQL's numeric has before the point; an exponent can name more. */
    static final int MOST_DIGITS = 131_072;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 8;
    private static final int NEGATIVE = 0x4000;
    private static final byte[] NAN = ascii("NaN");
    private static final byte[] INFINITY = ascii("Infinity");
    private static final byte[] NEGATIVE_INFINITY = ascii("-Infinity");
    private static final byte[] SMALLEST_LONG = ascii(Long.toString(Long.MIN_VALUE));

    private DecimalForm() {}

    /** A whole number. */
    public static void append(long value, RowForm into) {
        if (value == Long.MIN_VALUE) {
            append(SMALLEST_LONG, into);
            return;
        }
        long rest = Math.abs(value);
        int digits = 1;
        for (long power = 10; digits < 19 && rest >= power; power *= 10) {
            digits++;
        }
        if (value < 0) {
            into.appendByte('-');
        }
        int at = into.grow(digits);
        byte[] bytes = into.bytes();
        for (int place = at + digits - 1; place >= at; place--) {
            bytes[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Any finite number. */
    public static void append(BigDecimal value, RowForm into) {
        if (value.signum() != 0 && (long) value.precision() - value.scale() > MOST_DIGITS) {
            throw tooManyDigits();
        }
        byte[] text = ascii(value.signum() == 0 ? "0" : plain(value));
        append(text, into);
    }

    private static String plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        if (stripped.scale() > MOST_DIGITS) {
            throw tooManyDigits();
        }
        return stripped.toPlainString();
    }

    /** What a decimal can be besides a number: NaN and the infinities. */
    public static void appendNotFinite(double value, RowForm into) {
        append(Double.isNaN(value) ? NAN : value > 0 ? INFINITY : NEGATIVE_INFINITY, into);
    }

    /**
     * A numeric as PostgreSQL sends it in binary.
     *
     * @throws IllegalStateException when the bytes are none
     */
    public static void appendWire(byte[] wire, int at, int length, RowForm into) {
        int count = length < HEADER ? -1 : (short) SHORT.get(wire, at);
        if (count < 0 || length != HEADER + 2 * count) {
            throw new IllegalStateException("A numeric has not %d bytes".formatted(length));
        }
        int weight = (short) SHORT.get(wire, at + 2);
        int sign = (short) SHORT.get(wire, at + 4) & 0xffff;
        if (sign != 0 && sign != NEGATIVE) {
            append(sign == 0xC000 ? NAN : sign == 0xD000 ? INFINITY : NEGATIVE_INFINITY, into);
            return;
        }
        int from = at + HEADER;
        int to = from + 2 * count;
        for (; from < to && (short) SHORT.get(wire, from) == 0; from += 2) {
            weight--;
        }
        while (to > from && (short) SHORT.get(wire, to - 2) == 0) {
            to -= 2;
        }
        if (from == to) {
            into.appendByte('0');
            return;
        }
        int groups = (to - from) / 2;
        int start = into.grow(4 * (groups + Math.abs(weight) + 1) + 3);
        byte[] bytes = into.bytes();
        int put = start;
        if (sign == NEGATIVE) {
            bytes[put++] = '-';
        }
        if (weight < 0) {
            bytes[put++] = '0';
        } else {
            put = firstGroup(bytes, put, (short) SHORT.get(wire, from));
            from += 2;
            for (; weight > 0; weight--) {
                put = group(bytes, put, from < to ? (short) SHORT.get(wire, from) : 0);
                from += 2;
            }
            // Of what is left the first group stands right behind the point.
            weight = -1;
        }
        if (from < to) {
            bytes[put++] = '.';
            for (; weight < -1; weight++) {
                put = group(bytes, put, 0);
            }
            for (; from < to; from += 2) {
                put = group(bytes, put, (short) SHORT.get(wire, from));
            }
            while (bytes[put - 1] == '0') {
                put--;
            }
        }
        into.cut(put);
    }

    private static int firstGroup(byte[] bytes, int at, int digits) {
        int put = at;
        if (digits >= 1000) {
            return group(bytes, put, digits);
        }
        if (digits >= 100) {
            bytes[put++] = (byte) ('0' + digits / 100);
        }
        if (digits >= 10) {
            bytes[put++] = (byte) ('0' + digits / 10 % 10);
        }
        bytes[put++] = (byte) ('0' + digits % 10);
        return put;
    }

    private static int group(byte[] bytes, int at, int digits) {
        int high = digits / 100;
        int low = digits - 100 * high;
        bytes[at] = (byte) ('0' + high / 10);
        bytes[at + 1] = (byte) ('0' + high % 10);
        bytes[at + 2] = (byte) ('0' + low / 10);
        bytes[at + 3] = (byte) ('0' + low % 10);
        return at + 4;
    }

    /**
     * A number as JSON writes it: sign, digits, fraction, exponent.
     *
     * @throws MigrationException when it has more digits than a numeric can have
     */
    static void appendNumber(byte[] text, int from, int to, RowForm into) {
        boolean negative = text[from] == '-';
        int mantissa = negative ? from + 1 : from;
        int point = -1;
        int exponentAt = to;
        for (int at = mantissa; at < to; at++) {
            if (text[at] == '.') {
                point = at;
            } else if ((text[at] | 0x20) == 'e') {
                exponentAt = at;
                break;
            }
        }
        int wholeEnd = point < 0 ? exponentAt : point;
        // Digits of the mantissa are counted as if the point were not there.
        int digits = exponentAt - mantissa - (point < 0 ? 0 : 1);
        long whole = wholeEnd - mantissa + exponent(text, exponentAt, to);
        int first = 0;
        while (first < digits && digit(text, mantissa, wholeEnd, first) == '0') {
            first++;
        }
        int last = digits;
        while (last > first && digit(text, mantissa, wholeEnd, last - 1) == '0') {
            last--;
        }
        if (first == last) {
            into.appendByte('0');
            return;
        }
        whole -= first;
        int significant = last - first;
        if (whole > MOST_DIGITS || significant - whole > MOST_DIGITS) {
            throw tooManyDigits();
        }
        if (negative) {
            into.appendByte('-');
        }
        if (whole <= 0) {
            into.appendByte('0');
            into.appendByte('.');
            zeros(-whole, into);
        }
        for (int place = 0; place < significant; place++) {
            if (place > 0 && place == whole) {
                into.appendByte('.');
            }
            into.appendByte(digit(text, mantissa, wholeEnd, first + place));
        }
        zeros(whole - significant, into);
    }

    private static byte digit(byte[] text, int mantissa, int wholeEnd, int number) {
        int at = mantissa + number;
        return text[at < wholeEnd ? at : at + 1];
    }

    /** Of whatever is larger a number is as far out of reach. */
    private static long exponent(byte[] text, int at, int to) {
        if (at == to) {
            return 0;
        }
        boolean negative = text[at + 1] == '-';
        int digits = negative || text[at + 1] == '+' ? at + 2 : at + 1;
        long exponent = 0;
        for (; digits < to; digits++) {
            exponent = Math.min(Integer.MAX_VALUE, 10 * exponent + text[digits] - '0');
        }
        return negative ? -exponent : exponent;
    }

    private static void zeros(long count, RowForm into) {
        for (long zero = 0; zero < count; zero++) {
            into.appendByte('0');
        }
    }

    private static void append(byte[] text, RowForm into) {
        into.append(text, 0, text.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static MigrationException tooManyDigits() {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot compare a number: it has more than %d digits before or behind its point. Leave its column out of the comparison."
                        .formatted(MOST_DIGITS));
    }
}
