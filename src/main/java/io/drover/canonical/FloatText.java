package io.drover.canonical;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A binary64 as PostgreSQL prints it: the fewest digits that read back as the same number, with an
 * exponent below 10^-4 and from 10^15 on. Java prints more digits than needed before version 19.
 *
 * <p>Source: {@code double_to_shortest_decimal_buf} in PostgreSQL's d2s.c.
 */
final class FloatText {
    private static final int MOST_DIGITS = 17;
    private static final int LOWEST_PLAIN = -4;
    private static final int LOWEST_WITH_EXPONENT = 15;

    private FloatText() {}

    static String of(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(value).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= LOWEST_PLAIN && exponent < LOWEST_WITH_EXPONENT) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        return "%s%s%se%s%02d"
                .formatted(
                        value < 0 ? "-" : "",
                        digits.charAt(0),
                        digits.length() == 1 ? "" : "." + digits.substring(1),
                        exponent < 0 ? "-" : "+",
                        Math.abs(exponent));
    }

    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < MOST_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == value) {
                return rounded;
            }
        }
        return exact.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }
}
