package io.drover.extract.connector;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;

/**
 * Dates and timestamps between PostgreSQL's count from 2000-01-01 and Spark's from 1970-01-01, both
 * of the proleptic Gregorian calendar. What Spark does not hold, years 1 to 9999, has a text only.
 *
 * <p>Source: PostgreSQL documentation, 8.5 and B.7; {@code date_send} and {@code timestamp_send}:
 * the extreme numbers are the infinities.
 */
final class PostgresTimes {
    /** Days from 1970-01-01 to 2000-01-01. */
    private static final int EPOCH_DAYS = 10_957;

    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long EPOCH_MICROS = EPOCH_DAYS * DAY_MICROS;
    private static final int FIRST_DAY = (int) LocalDate.of(1, 1, 1).toEpochDay();
    private static final int LAST_DAY = (int) LocalDate.of(9999, 12, 31).toEpochDay();
    private static final long FIRST_MICRO = FIRST_DAY * DAY_MICROS;
    private static final long BEHIND_LAST_MICRO = (LAST_DAY + 1) * DAY_MICROS;

    /** What parsing gives for a date that Spark does not hold. */
    static final int NO_DATE = Integer.MIN_VALUE;

    /** Likewise for a timestamp. */
    static final long NO_TIMESTAMP = Long.MIN_VALUE;

    private PostgresTimes() {}

    static boolean holdsDate(int wire) {
        return wire >= FIRST_DAY - EPOCH_DAYS && wire <= LAST_DAY - EPOCH_DAYS;
    }

    static boolean holdsTimestamp(long wire) {
        return wire >= FIRST_MICRO - EPOCH_MICROS && wire < BEHIND_LAST_MICRO - EPOCH_MICROS;
    }

    static int sparkDate(int wire) {
        return wire + EPOCH_DAYS;
    }

    static long sparkTimestamp(long wire) {
        return wire + EPOCH_MICROS;
    }

    /** As the server prints a date, infinities too. */
    static String dateText(int wire) {
        return switch (wire) {
            case Integer.MAX_VALUE -> "infinity";
            case Integer.MIN_VALUE -> "-infinity";
            default -> day((long) wire + EPOCH_DAYS, "");
        };
    }

    /** As the server prints a timestamp; {@code zone} is {@code +00} or empty. */
    static String timestampText(long wire, String zone) {
        if (wire == Long.MAX_VALUE || wire == Long.MIN_VALUE) {
            return wire > 0 ? "infinity" : "-infinity";
        }
        long micros = Math.floorMod(wire, DAY_MICROS);
        LocalTime time = LocalTime.ofNanoOfDay(micros * 1000);
        String seconds =
                String.format(
                        Locale.ROOT,
                        " %02d:%02d:%02d",
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond());
        long fraction = micros % 1_000_000;
        String decimals =
                fraction == 0
                        ? ""
                        : String.format(Locale.ROOT, ".%06d", fraction).replaceFirst("0+$", "");
        return day(Math.floorDiv(wire, DAY_MICROS) + EPOCH_DAYS, seconds + decimals + zone);
    }

    /** Spark's days of an ISO date. */
    static int parseDate(byte[] text, int from, int length) {
        boolean plain =
                length == 10
                        && isDigit(text[from])
                        && text[from + 4] == '-'
                        && text[from + 7] == '-';
        return plain
                ? (int)
                        LocalDate.of(
                                        digits(text, from, 4),
                                        digits(text, from + 5, 2),
                                        digits(text, from + 8, 2))
                                .toEpochDay()
                : NO_DATE;
    }

    /** Spark's microseconds of an ISO timestamp in UTC, which ends in {@code zone}. */
    static long parseTimestamp(byte[] text, int from, int length, String zone) {
        int end = from + length - zone.length();
        // A year of more digits moves the blank; "BC" stands behind the zone.
        boolean plain =
                end - from >= 19
                        && text[from + 10] == ' '
                        && endsWith(text, end, zone)
                        && isDigit(text[end - 1]);
        if (!plain) {
            return NO_TIMESTAMP;
        }
        long seconds =
                digits(text, from + 11, 2) * 3600L
                        + digits(text, from + 14, 2) * 60L
                        + digits(text, from + 17, 2);
        long micros = 0;
        for (int place = 0; place < 6; place++) {
            int at = from + 20 + place;
            micros = micros * 10 + (at < end ? text[at] - '0' : 0);
        }
        return parseDate(text, from, 10) * DAY_MICROS + seconds * 1_000_000 + micros;
    }

    private static boolean endsWith(byte[] text, int from, String suffix) {
        for (int index = 0; index < suffix.length(); index++) {
            if (text[from + index] != suffix.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static int digits(byte[] text, int from, int count) {
        int value = 0;
        for (int at = from; at < from + count; at++) {
            value = value * 10 + text[at] - '0';
        }
        return value;
    }

    private static String day(long epochDay, String behind) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        boolean beforeChrist = date.getYear() < 1;
        int year = beforeChrist ? 1 - date.getYear() : date.getYear();
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02d%s%s",
                year,
                date.getMonthValue(),
                date.getDayOfMonth(),
                behind,
                beforeChrist ? " BC" : "");
    }
}
