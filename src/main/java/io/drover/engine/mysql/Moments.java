package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueRefused;

/**
 * Dates and times from the digits that the server sent. A date that no calendar has is {@link
 * #NONE}: {@code 0000-00-00}, a month or day of zero, the 30th of February.
 */
final class Moments {
    static final long NONE = Long.MIN_VALUE;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int DATE_LENGTH = 10;

    /** From 1970-01-01 to 2000-01-01. */
    private static final int EPOCH_DAYS = 10_957;

    private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Moments() {}

    /** Days since 2000-01-01, or {@link #NONE}. */
    static long days(byte[] bytes, int from, int length) {
        if (length < DATE_LENGTH || bytes[from + 4] != '-' || bytes[from + 7] != '-') {
            throw malformed("date");
        }
        int year = number(bytes, from, 4);
        int month = number(bytes, from + 5, 2);
        int day = number(bytes, from + 8, 2);
        if (month == 0 || day == 0 || month > 12 || day > monthDays(year, month)) {
            return NONE;
        }
        return daysFromCivil(year, month, day) - EPOCH_DAYS;
    }

    /** Microseconds since 2000-01-01 00:00:00, or {@link #NONE}. */
    static long micros(byte[] bytes, int from, int length) {
        long days = days(bytes, from, length);
        if (days == NONE || length == DATE_LENGTH) {
            return days == NONE ? NONE : days * DAY_MICROS;
        }
        return days * DAY_MICROS + clock(bytes, from + DATE_LENGTH + 1, from + length);
    }

    /** Microseconds of {@code [-]hours:minutes:seconds[.fraction]}. */
    static long span(byte[] bytes, int from, int length) {
        boolean negative = length > 0 && bytes[from] == '-';
        long micros = clock(bytes, negative ? from + 1 : from, from + length);
        return negative ? -micros : micros;
    }

    private static long clock(byte[] bytes, int from, int end) {
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == from || colon + 6 > end || bytes[colon + 3] != ':') {
            throw malformed("time");
        }
        long seconds =
                number(bytes, from, colon - from) * 3600L
                        + number(bytes, colon + 1, 2) * 60L
                        + number(bytes, colon + 4, 2);
        int at = colon + 6;
        long micros = 0;
        if (at < end) {
            int digits = end - at - 1;
            if (bytes[at] != '.' || digits < 1 || digits > 6) {
                throw malformed("time");
            }
            micros = number(bytes, at + 1, digits);
            for (int digit = digits; digit < 6; digit++) {
                micros *= 10;
            }
        }
        return seconds * 1_000_000 + micros;
    }

    private static int number(byte[] bytes, int from, int digits) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("date or time");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int monthDays(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : MONTH_DAYS[month - 1];
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar. */
    private static long daysFromCivil(int year, int month, int day) {
        // Years that begin in March have their leap day at the end.
        int shifted = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(shifted, 400);
        int yearOfEra = shifted - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    private static ValueRefused malformed(String what) {
        return new ValueRefused("22007", "the server sent no " + what);
    }
}
