package io.drover.canonical;

import java.time.LocalDate;
import java.util.Locale;

/**
 * Dates, times and intervals as PostgreSQL prints them with ISO dates and its own interval style.
 *
 * <p>Source: {@code EncodeDateOnly}, {@code EncodeDateTime} and {@code EncodeInterval} in
 * PostgreSQL's datetime.c.
 */
final class TimeText {
    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long MICROS_OF_DAY = 86_400_000_000L;
    private static final int MONTHS_OF_YEAR = 12;

    private TimeText() {}

    static String date(int days) {
        if (days == Integer.MAX_VALUE || days == Integer.MIN_VALUE) {
            return infinity(days > 0);
        }
        LocalDate date = LocalDate.ofEpochDay(EPOCH_DAY + days);
        return day(date) + era(date);
    }

    static String timestamp(long micros, int nanos, String zone) {
        if (micros == Long.MAX_VALUE || micros == Long.MIN_VALUE) {
            return infinity(micros > 0);
        }
        LocalDate date = LocalDate.ofEpochDay(EPOCH_DAY + Math.floorDiv(micros, MICROS_OF_DAY));
        return day(date)
                + " "
                + time(Math.floorMod(micros, MICROS_OF_DAY), nanos)
                + zone
                + era(date);
    }

    static String time(long micros, int nanos) {
        long seconds = micros / 1_000_000;
        return "%02d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60)
                + fraction(micros % 1_000_000 * 1000 + nanos);
    }

    /** Of seconds west of UTC. */
    static String offset(int west) {
        int east = Math.abs(west);
        String text = "%s%02d".formatted(west > 0 ? "-" : "+", east / 3600);
        if (east % 3600 != 0) {
            text += ":%02d".formatted(east / 60 % 60);
        }
        return east % 60 == 0 ? text : text + ":%02d".formatted(east % 60);
    }

    static String interval(long micros, int days, int months) {
        boolean highest = days == Integer.MAX_VALUE && months == Integer.MAX_VALUE;
        boolean lowest = days == Integer.MIN_VALUE && months == Integer.MIN_VALUE;
        if ((highest && micros == Long.MAX_VALUE) || (lowest && micros == Long.MIN_VALUE)) {
            return infinity(highest);
        }
        StringBuilder text = new StringBuilder();
        boolean negative = part(text, months / MONTHS_OF_YEAR, "year", false);
        negative = part(text, months % MONTHS_OF_YEAR, "mon", negative);
        negative = part(text, days, "day", negative);
        if (micros != 0 || text.length() == 0) {
            text.append(text.length() == 0 ? "" : " ");
            text.append(micros < 0 ? "-" : negative ? "+" : "");
            // Of the smallest number there is no absolute value.
            long seconds = Math.abs(micros / 1_000_000);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "%02d:%02d:%02d",
                            seconds / 3600,
                            seconds / 60 % 60,
                            seconds % 60));
            text.append(fraction(Math.abs(micros % 1_000_000) * 1000));
        }
        return text.toString();
    }

    /** Appends what is not 0; gives whether the last part by now is negative. */
    private static boolean part(StringBuilder to, int value, String unit, boolean negative) {
        if (value == 0) {
            return negative;
        }
        to.append(to.length() == 0 ? "" : " ").append(negative && value > 0 ? "+" : "");
        to.append(value).append(' ').append(unit).append(value == 1 ? "" : "s");
        return value < 0;
    }

    private static String infinity(boolean positive) {
        return positive ? "infinity" : "-infinity";
    }

    private static String day(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return "%04d-%02d-%02d".formatted(year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static String fraction(long nanos) {
        return nanos == 0 ? "" : ("." + "%09d".formatted(nanos)).replaceFirst("0+$", "");
    }
}
