package io.drover.extract.connector;

import io.drover.model.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import org.apache.spark.sql.types.Decimal;

/**
 * PostgreSQL's binary numeric as Spark decimals of one precision and scale, exactly or not at all.
 *
 * <p>Source: {@code numeric_send} in PostgreSQL's numeric.c: int16 count of digits in base 10000,
 * weight of the first, sign, digits shown behind the point; then the digits.
 */
final class NumericWire {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 8;
    private static final int NEGATIVE = 0x4000;
    private static final int NAN = 0xC000;
    private static final int INFINITY = 0xD000;
    private static final int NEGATIVE_INFINITY = 0xF000;

    /** So many digits in base 10000 are below 10^16, with room for the sign of a long. */
    private static final int DIGITS_OF_A_LONG = 4;

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int power = 1; power < POWERS.length; power++) {
            POWERS[power] = POWERS[power - 1] * 10;
        }
    }

    private final int precision;
    private final int scale;

    NumericWire(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
    }

    /** The decimal, or null where this precision and scale do not hold the value exactly. */
    @Nullable
    Decimal decimal(byte[] array, int from, int length) {
        int digits = count(array, from, length);
        int weight = (short) SHORT.get(array, from + 2);
        int sign = (short) SHORT.get(array, from + 4) & 0xffff;
        if (sign != 0 && sign != NEGATIVE) {
            return null;
        }
        if (digits == 0) {
            return Decimal.apply(0L, precision, scale);
        }
        if (4 * weight + 1 > precision - scale || 4 * (digits - 1 - weight) - 3 > scale) {
            // Before anything is unfolded: a hundred thousand digits are a value, too.
            return null;
        }
        int shift = 4 * (weight - digits + 1) + scale;
        if (digits <= DIGITS_OF_A_LONG && shift > -POWERS.length && shift < POWERS.length) {
            long value = 0;
            for (int digit = 0; digit < digits; digit++) {
                value = value * 10_000 + digit(array, from, digit);
            }
            if (shift <= 0) {
                long power = POWERS[-shift];
                return value % power == 0 ? small(value / power, sign) : null;
            }
            // Below 10^18, so that it is a long to Spark too.
            if (value < POWERS[18] / POWERS[shift]) {
                return small(value * POWERS[shift], sign);
            }
        }
        return of(number(array, from, digits, weight, sign));
    }

    /** The decimal of a number, or null likewise. */
    @Nullable
    Decimal of(BigDecimal number) {
        if ((long) number.precision() - number.scale() > (long) precision - scale
                && number.signum() != 0) {
            // Before anything is unfolded: 1e100000 is a value, too.
            return null;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        if (stripped.scale() > scale) {
            return null;
        }
        return Decimal.apply(stripped.setScale(scale), precision, scale);
    }

    /** As the server prints it. */
    static String text(byte[] array, int from, int length) {
        int digits = count(array, from, length);
        int weight = (short) SHORT.get(array, from + 2);
        int sign = (short) SHORT.get(array, from + 4) & 0xffff;
        int shown = (short) SHORT.get(array, from + 6);
        return switch (sign) {
            case NAN -> "NaN";
            case INFINITY -> "Infinity";
            case NEGATIVE_INFINITY -> "-Infinity";
            default -> number(array, from, digits, weight, sign).setScale(shown).toPlainString();
        };
    }

    private @Nullable Decimal small(long value, int sign) {
        return value < POWERS[Math.min(precision, 18)]
                ? Decimal.apply(sign == NEGATIVE ? -value : value, precision, scale)
                : null;
    }

    private static BigDecimal number(byte[] array, int from, int digits, int weight, int sign) {
        char[] text = new char[4 * digits];
        for (int digit = 0; digit < digits; digit++) {
            int value = digit(array, from, digit);
            for (int place = 3; place >= 0; place--) {
                text[4 * digit + place] = (char) ('0' + value % 10);
                value /= 10;
            }
        }
        BigInteger unscaled = digits == 0 ? BigInteger.ZERO : new BigInteger(new String(text));
        return new BigDecimal(
                sign == NEGATIVE ? unscaled.negate() : unscaled, -4 * (weight - digits + 1));
    }

    private static int digit(byte[] array, int from, int digit) {
        return (short) SHORT.get(array, from + HEADER + 2 * digit);
    }

    private static int count(byte[] array, int from, int length) {
        int digits = length < HEADER ? -1 : (short) SHORT.get(array, from);
        if (digits < 0 || length != HEADER + 2 * digits) {
            throw FieldDecoder.wrongLength("numeric", length);
        }
        return digits;
    }
}
