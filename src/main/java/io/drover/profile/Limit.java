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
 * @param scale digits behind the point, of a time those of its seconds; -1: any
 * @param notNull whether the target refuses NULL
 * @param loss what else a value may lose there
 */
public record Limit(
        String rule,
        long mostCharacters,
        @Nullable BigDecimal least,
        @Nullable BigDecimal most,
        int scale,
        boolean notNull,
        Loss loss)
        implements Serializable {
    /** What becomes of values although each of them is taken. */
    public enum Loss {
        NONE,
        /** Digits that a binary32 does not keep. */
        SINGLE,
        /** Digits that a binary64 does not keep. */
        DOUBLE,
        /** Every value: one side has a zone and the other has none. */
        ZONE,
        TIME_OF_DAY,
        /** Digits of the seconds beyond {@code scale}. */
        FRACTION
    }

    /** A limit of texts or numbers, within which nothing is lost. */
    public Limit(
            String rule,
            long mostCharacters,
            @Nullable BigDecimal least,
            @Nullable BigDecimal most,
            int scale,
            boolean notNull) {
        this(rule, mostCharacters, least, most, scale, notNull, Loss.NONE);
    }

    private static final Pattern TYPE =
            Pattern.compile("([a-z ]+?)\\s*(?:\\((\\d+)(?:,(-?\\d+))?\\))?");

    private static final Pattern MIDNIGHT = Pattern.compile("00:00:00(?![.]).*");
    private static final Pattern FRACTION = Pattern.compile("\\.(\\d+)");
    private static final Pattern SECONDS = Pattern.compile("\\((\\d)\\)");

    /** Below it a double holds every integer, and so compares as the number itself. */
    private static final double EXACT = 1L << 53;

    /**
     * The limit of a target's type, or null where it takes every value of the source's.
     *
     * @param source as {@code format_type()} prints it
     * @param target likewise
     */
    public static @Nullable Limit of(
            ValueFamily family, String source, String target, boolean notNull) {
        Limit any = notNull ? new Limit(target, -1, null, null, -1, true) : null;
        if (source.equals(target)) {
            return any;
        }
        boolean time = target.equals("date") || target.startsWith("time");
        if (time && (family == ValueFamily.MOMENT || source.startsWith("time"))) {
            Limit limit = ofMoment(source, target, notNull);
            return limit == null ? any : limit;
        }
        Matcher parts = TYPE.matcher(target);
        if (!parts.matches()) {
            return any;
        }
        String name = parts.group(1);
        boolean sized = parts.group(2) != null;
        if (name.startsWith("character") && family != ValueFamily.BINARY) {
            return sized
                    ? new Limit(target, Long.parseLong(parts.group(2)), null, null, -1, notNull)
                    : any;
        }
        if (family != ValueFamily.NUMBER) {
            return any;
        }
        return switch (name) {
            case "smallint" -> range(target, Short.MIN_VALUE, Short.MAX_VALUE, notNull);
            case "integer" -> range(target, Integer.MIN_VALUE, Integer.MAX_VALUE, notNull);
            case "bigint" -> range(target, Long.MIN_VALUE, Long.MAX_VALUE, notNull);
            case "numeric" -> sized ? numeric(target, parts, notNull) : any;
            case "real" -> losing(target, -1, notNull, Loss.SINGLE);
            case "double precision" -> losing(target, -1, notNull, Loss.DOUBLE);
            default -> any;
        };
    }

    private static @Nullable Limit ofMoment(String source, String target, boolean notNull) {
        boolean zoned = target.contains(" with time zone");
        boolean timed = target.startsWith("time");
        if (timed && zoned != source.contains(" with time zone")) {
            String rule =
                    zoned
                            ? target + " (the source has no zone: UTC would be taken for it)"
                            : target + " (the zone would be dropped)";
            return losing(rule, -1, notNull, Loss.ZONE);
        }
        if (target.equals("date") && source.startsWith("timestamp")) {
            return losing(target, -1, notNull, Loss.TIME_OF_DAY);
        }
        Matcher digits = SECONDS.matcher(target);
        return timed && digits.find()
                ? losing(target, Integer.parseInt(digits.group(1)), notNull, Loss.FRACTION)
                : null;
    }

    private static Limit losing(String rule, int scale, boolean notNull, Loss loss) {
        return new Limit(rule, -1, null, null, scale, notNull, loss);
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

    /**
     * Whether a value would be refused or changed.
     *
     * @param array has its text, as COPY prints it
     */
    boolean refuses(byte[] array, int from, int to) {
        if (mostCharacters >= 0) {
            return characters(array, from, to) > mostCharacters;
        }
        return most == null
                ? loses(array, from, to)
                : refusesNumber(DecimalText.parse(array, from, to), array, from, to);
    }

    private static long characters(byte[] array, int from, int to) {
        long count = 0;
        for (int position = from; position < to; position++) {
            count += Bytes.isContinuation(array[position]) ? 0 : 1;
        }
        return count;
    }

    private boolean loses(byte[] array, int from, int to) {
        return switch (loss) {
            case NONE -> false;
            case ZONE -> true;
            case SINGLE, DOUBLE -> losesDigits(text(array, from, to));
            case TIME_OF_DAY -> {
                String text = text(array, from, to);
                int blank = text.indexOf(' ');
                yield blank >= 0 && !MIDNIGHT.matcher(text.substring(blank + 1)).matches();
            }
            case FRACTION -> {
                Matcher fraction = FRACTION.matcher(text(array, from, to));
                yield fraction.find() && fraction.group(1).length() > scale;
            }
        };
    }

    private boolean losesDigits(String text) {
        double value = loss == Loss.SINGLE ? Float.parseFloat(text) : Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            return Character.isDigit(text.charAt(text.length() - 1));
        }
        String shortest =
                loss == Loss.SINGLE ? Float.toString((float) value) : Double.toString(value);
        return new BigDecimal(text).compareTo(new BigDecimal(shortest)) != 0;
    }

    private static String text(byte[] array, int from, int to) {
        return new String(array, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Whether a number would be refused or rounded. */
    private boolean refusesNumber(double value, byte[] array, int from, int to) {
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
        BigDecimal exact = new BigDecimal(text(array, from, to)).stripTrailingZeros();
        return exact.scale() > scale || exact.compareTo(most) > 0 || exact.compareTo(least) < 0;
    }
}
