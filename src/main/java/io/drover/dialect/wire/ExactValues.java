package io.drover.dialect.wire;

import io.drover.dialect.postgres.WireType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.UUID;

/** Spark's values as the target's types hold them: exactly, or refused. */
final class ExactValues {
    /** 1900-01-01T00:00:00Z: later Dates and Timestamps mean the same in both calendars. */
    private static final long ONE_CALENDAR_MILLIS = -2208988800000L;

    private static final LocalDate FIRST_GREGORIAN_DAY = LocalDate.of(1582, 10, 15);

    private static final int NAME_BYTES = 63;

    private ExactValues() {}

    static long integer(Object value, long least, long greatest, String type) {
        long number;
        if (value instanceof BigDecimal decimal) {
            try {
                number = decimal.longValueExact();
            } catch (ArithmeticException inexact) {
                throw ValueRefused.outOfRange(type);
            }
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else {
            throw new ClassCastException("no integer");
        }
        if (number < least || number > greatest) {
            throw ValueRefused.outOfRange(type);
        }
        return number;
    }

    static float real(Object value) {
        if (value instanceof Float single) {
            return single;
        }
        double wide = doublePrecision(value);
        float narrow = (float) wide;
        if (narrow != wide && !Double.isNaN(wide)) {
            throw new ValueRefused("22003", "value would be rounded by type real");
        }
        return narrow;
    }

    static double doublePrecision(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        long whole = integer(value, Long.MIN_VALUE, Long.MAX_VALUE, "double precision");
        double wide = whole;
        if ((long) wide != whole || wide == 0x1p63) {
            throw new ValueRefused("22003", "value would be rounded by type double precision");
        }
        return wide;
    }

    /** A number whose scale the type keeps; what is too large for it the server refuses. */
    static BigDecimal numeric(Object value, WireType type) {
        BigDecimal number;
        if (value instanceof BigDecimal decimal) {
            number = decimal;
        } else if (value instanceof BigInteger whole) {
            number = new BigDecimal(whole);
        } else {
            number = BigDecimal.valueOf(integer(value, Long.MIN_VALUE, Long.MAX_VALUE, "numeric"));
        }
        int kept = type.second() == WireType.NONE ? 0 : type.second();
        if (type.first() != WireType.NONE
                && number.scale() > kept
                && number.stripTrailingZeros().scale() > kept) {
            throw new ValueRefused(
                    "22003",
                    "value would be rounded by type numeric(" + type.first() + "," + kept + ")");
        }
        return number;
    }

    /** A text that the type does not cut: varchar(n) drops blanks behind its end without a word. */
    static String text(Object value, WireType type) {
        String text = (String) value;
        if (type.kind() == WireType.Kind.VARCHAR
                && type.first() != WireType.NONE
                && text.length() > type.first()
                && text.codePointCount(0, text.length()) > type.first()) {
            throw new ValueRefused(
                    "22001", "value too long for type character varying(" + type.first() + ")");
        }
        if (type.kind() == WireType.Kind.NAME
                && text.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
            throw new ValueRefused("22001", "value too long for type name");
        }
        return text;
    }

    static UUID uuid(Object value) {
        String text = (String) value;
        if (text.length() == 36) {
            try {
                UUID uuid = UUID.fromString(text);
                if (uuid.toString().equalsIgnoreCase(text)) {
                    return uuid;
                }
            } catch (IllegalArgumentException noUuid) {
                // Told below.
            }
        }
        throw new ValueRefused("22P02", "invalid input syntax for type uuid");
    }

    static LocalDate date(Object value) {
        if (value instanceof Date date) {
            return date.getTime() >= ONE_CALENDAR_MILLIS
                    ? date.toLocalDate()
                    : proleptic(date.getTime()).toLocalDate();
        }
        return (LocalDate) value;
    }

    /**
     * Microseconds since 1970 of a point in time, or of a wall clock's time read as UTC, whose
     * fraction the type keeps.
     */
    static long micros(Object value, WireType type) {
        Instant instant;
        if (value instanceof LocalDateTime local) {
            instant = local.toInstant(ZoneOffset.UTC);
        } else if (value instanceof Timestamp timestamp) {
            instant =
                    timestamp.getTime() >= ONE_CALENDAR_MILLIS
                            ? timestamp.toInstant()
                            : proleptic(timestamp.getTime())
                                    .withNano(timestamp.getNanos())
                                    .atZone(ZoneId.systemDefault())
                                    .toInstant();
        } else {
            instant = (Instant) value;
        }
        int digits = type.first() == WireType.NONE ? 6 : type.first();
        int grain = 1000;
        for (int digit = digits; digit < 6; digit++) {
            grain *= 10;
        }
        long seconds = instant.getEpochSecond();
        int nanos = instant.getNano();
        if (nanos % grain != 0) {
            throw new ValueRefused(
                    "22008", "fraction of a second would be rounded to " + digits + " digits");
        }
        try {
            return Math.addExact(Math.multiplyExact(seconds, 1_000_000L), nanos / 1000);
        } catch (ArithmeticException overflow) {
            throw new ValueRefused("22008", "timestamp out of range");
        }
    }

    /**
     * The fields that a Date or Timestamp of Spark's shows in Java's old calendar, which is Julian
     * before 1582; Spark makes them so that these fields are right in the proleptic calendar.
     */
    private static LocalDateTime proleptic(long millis) {
        GregorianCalendar old = new GregorianCalendar();
        old.setTimeInMillis(millis);
        int year = old.get(Calendar.YEAR);
        LocalDateTime fields =
                LocalDateTime.of(
                                old.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
                                old.get(Calendar.MONTH) + 1,
                                // A day that only the Julian calendar has moves on, as in Spark.
                                1,
                                old.get(Calendar.HOUR_OF_DAY),
                                old.get(Calendar.MINUTE),
                                old.get(Calendar.SECOND),
                                old.get(Calendar.MILLISECOND) * 1_000_000)
                        .plusDays(old.get(Calendar.DAY_OF_MONTH) - 1L);
        if (fields.toLocalDate().equals(FIRST_GREGORIAN_DAY)) {
            // Spark makes this day of each of the ten days before it, which the old calendar lacks.
            throw new ValueRefused(
                    "22008",
                    "days about 1582-10-15 need spark.sql.datetime.java8API.enabled = true to be told apart");
        }
        return fields;
    }
}
