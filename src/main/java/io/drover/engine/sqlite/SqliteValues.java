package io.drover.engine.sqlite;

import io.drover.dialect.wire.ValueRefused;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * SQLite's values (Integer or Long, Double, String, byte[]) as values of a logical type: exactly,
 * or refused as some value is in a column of another kind.
 */
final class SqliteValues {
    /** Half a day before day 0 of the Julian count is midnight of this Unix day. */
    private static final long JULIAN_EPOCH_MILLIS = 210_866_760_000_000L;

    private static final long FIRST_SECOND = -62_167_219_200L;
    private static final long LAST_SECOND = 253_402_300_799L;

    private SqliteValues() {}

    static long integer(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw misfit(value, "integer");
    }

    static boolean truth(Object value) {
        long number = integer(value);
        if (number != 0 && number != 1) {
            throw new ValueRefused(
                    "22023", "an integer other than 0 and 1 in a column of booleans");
        }
        return number == 1;
    }

    static double real(Object value) {
        if (value instanceof Double real) {
            return real;
        }
        long whole = integer(value);
        double wide = whole;
        if (new BigDecimal(wide).compareTo(BigDecimal.valueOf(whole)) != 0) {
            throw new ValueRefused("22003", "an integer that double precision would round");
        }
        return wide;
    }

    static BigDecimal decimal(Object value) {
        if (value instanceof Double real) {
            if (real.isInfinite()) {
                throw new ValueRefused("22003", "an infinity in a column of decimals");
            }
            return shortest(real);
        }
        return BigDecimal.valueOf(integer(value));
    }

    /** The fewest digits, from 15 on, that are this number and no other. */
    static BigDecimal shortest(double real) {
        BigDecimal exact = new BigDecimal(real);
        for (int digits = 15; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == real) {
                return rounded;
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN));
    }

    static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof byte[] || value instanceof Double) {
            throw misfit(value, "text");
        }
        return Long.toString(integer(value));
    }

    /** The text of a value of any type but bytes. */
    static String printed(Object value) {
        return value instanceof Double real ? shortest(real).toPlainString() : text(value);
    }

    static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        throw misfit(value, "blob");
    }

    static LocalDate date(Object value) {
        try {
            return LocalDate.parse(isoText(value));
        } catch (DateTimeException none) {
            throw new ValueRefused("22007", "a text that is no date in a column of dates");
        }
    }

    static LocalTime time(Object value) {
        try {
            return LocalTime.parse(isoText(value));
        } catch (DateTimeException none) {
            throw new ValueRefused("22007", "a text that is no time in a column of times");
        }
    }

    /** An ISO date with or without a time, or a Julian day to the millisecond. */
    static LocalDateTime timestamp(Object value) {
        if (value instanceof Double julian) {
            // As SQLite rounds it: computeJD in date.c.
            double millis = Math.floor(julian * 86_400_000.0 + 0.5);
            if (!(millis >= 0 && millis < 464_269_060_800_000.0)) {
                throw new ValueRefused("22008", "a Julian day beyond the year 9999");
            }
            return moment(Math.subtractExact((long) millis, JULIAN_EPOCH_MILLIS));
        }
        String text = isoText(value).replace(' ', 'T');
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text);
        } catch (DateTimeException none) {
            throw new ValueRefused("22007", "a text that is no time in a column of timestamps");
        }
    }

    /**
     * An ISO time with a zone, or a count since 1970.
     *
     * @param millis whether integers are counts of milliseconds
     */
    static Instant instant(Object value, boolean millis) {
        if (value instanceof String text) {
            try {
                return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
            } catch (DateTimeException none) {
                throw new ValueRefused("22007", "a text that is no time with a zone");
            }
        }
        long count = integer(value);
        return moment(millis ? count : scaled(count)).toInstant(ZoneOffset.UTC);
    }

    private static long scaled(long seconds) {
        try {
            return Math.multiplyExact(seconds, 1000L);
        } catch (ArithmeticException overflow) {
            throw new ValueRefused("22008", "a time beyond the years 0 to 9999");
        }
    }

    private static LocalDateTime moment(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            throw new ValueRefused("22008", "a time beyond the years 0 to 9999");
        }
        return LocalDateTime.ofEpochSecond(
                second, (int) Math.floorMod(millis, 1000L) * 1_000_000, ZoneOffset.UTC);
    }

    private static String isoText(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw misfit(value, "text");
    }

    private static ValueRefused misfit(Object value, String wanted) {
        String found =
                value instanceof byte[]
                        ? "blob"
                        : value instanceof Double
                                ? "real"
                                : value instanceof String ? "text" : "integer";
        return new ValueRefused(
                "22P02", "a value of class %s in a column read as %s".formatted(found, wanted));
    }
}
