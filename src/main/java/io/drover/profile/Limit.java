package io.drover.profile;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a column of a standing target can hold, of the values that the source's column may have.
 *
 * @param rule the target's type, for people
 * @param mostCharacters of a text; -1: any
 * @param most the greatest number, and negated the least but for {@code least}; null: any
 * @param least null: any
 * @param scale digits behind the point; -1: any
 * @param notNull whether the target refuses NULL
 */
public record Limit(
        String rule,
        long mostCharacters,
        @Nullable BigDecimal least,
        @Nullable BigDecimal most,
        int scale,
        boolean notNull)
        implements Serializable {
    private static final Pattern TYPE =
            Pattern.compile("([a-z ]+?)\\s*(?:\\((\\d+)(?:,(-?\\d+))?\\))?");

    /** Below it a double holds every integer, and so compares as the number itself. */
    private static final double EXACT = 1L << 53;

    /**
     * The limit of a target's type, or null where it takes every value of the family.
     *
     * @param type as {@code format_type()} prints it
     */
    public static @Nullable Limit of(ValueFamily family, String type, boolean notNull) {
        Matcher parts = TYPE.matcher(type);
        Limit any = notNull ? new Limit(type, -1, null, null, -1, true) : null;
        if (!parts.matches()) {
            return any;
        }
        String name = parts.group(1);
        boolean sized = parts.group(2) != null;
        if (family.isText()) {
            boolean bounded = sized && name.startsWith("character");
            return bounded
                    ? new Limit(type, Long.parseLong(parts.group(2)), null, null, -1, notNull)
                    : any;
        }
        if (family != ValueFamily.NUMBER) {
            return any;
        }
        return switch (name) {
            case "smallint" -> range(type, Short.MIN_VALUE, Short.MAX_VALUE, notNull);
            case "integer" -> range(type, Integer.MIN_VALUE, Integer.MAX_VALUE, notNull);
            case "bigint" -> range(type, Long.MIN_VALUE, Long.MAX_VALUE, notNull);
            case "numeric" -> sized ? numeric(type, parts, notNull) : any;
            default -> any;
        };
    }

    private static Limit range(String type, long least, long most, boolean notNull) {
        return new Limit(type, -1, BigDecimal.valueOf(least), BigDecimal.valueOf(most), 0, notNull);
    }

    private static Limit numeric(String type, Matcher parts, boolean notNull) {
        int precision = Integer.parseInt(parts.group(2));
        int scale = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        BigDecimal most =
                BigDecimal.TEN.pow(precision).subtract(BigDecimal.ONE).scaleByPowerOfTen(-scale);
        return new Limit(type, -1, most.negate(), most, scale, notNull);
    }

    boolean boundsText() {
        return mostCharacters >= 0;
    }

    boolean boundsNumbers() {
        return most != null;
    }

    boolean refusesText(long characters) {
        return characters > mostCharacters;
    }

    /** Whether a number would be refused or rounded. */
    boolean refusesNumber(double value, byte[] array, int from, int to) {
        if (!Double.isFinite(value)) {
            // numeric takes NaN whatever its precision, and infinities only without one.
            return !(rule.startsWith("numeric") && Double.isNaN(value));
        }
        if (Math.abs(value) < EXACT
                && scale == 0
                && value == Math.rint(value)
                && most.doubleValue() < EXACT) {
            return value > most.doubleValue() || value < least.doubleValue();
        }
        BigDecimal exact =
                new BigDecimal(new String(array, from, to - from, StandardCharsets.US_ASCII))
                        .stripTrailingZeros();
        return exact.scale() > scale || exact.compareTo(most) > 0 || exact.compareTo(least) < 0;
    }
}
