package io.drover.engine;

import io.drover.model.Nullable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates, times and intervals that a server printed, as numbers. What is none of the kind is refused
 * by DateTimeException or ArithmeticException, never read as something near it.
 */
final class AuditTimes {
    private static final long NANOS_OF_DAY = 86_400_000_000_000L;
    private static final Pattern DATE = Pattern.compile("(\\d{4,9})-(\\d\\d)-(\\d\\d)( BC)?");
    private static final Pattern TIME =
            Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9})0*)?");
    private static final Pattern OFFSET =
            Pattern.compile("(?:Z|z| UTC| ?([+-])(\\d\\d)(?::?(\\d\\d))?(?::?(\\d\\d))?)$");
    private static final Pattern CLOCK =
            Pattern.compile("([+-]?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,6})0*)?");
    private static final Pattern UNIT = Pattern.compile("([+-]?\\d+) (years?|months?|mons?|days?)");

    private AuditTimes() {}

    /** Its parts are not converted into each other. */
    record Interval(int months, int days, long micros) {}

    /** {@code 2020-02-29}, {@code 12020-01-01}, {@code 0044-03-15 BC}. */
    static LocalDate date(String text) {
        Matcher date = matching(DATE, text);
        int year = Integer.parseInt(date.group(1));
        if (year == 0 && date.group(4) != null) {
            throw new DateTimeException("there is no year 0 BC");
        }
        return LocalDate.of(
                date.group(4) == null ? year : 1 - year,
                Integer.parseInt(date.group(2)),
                Integer.parseInt(date.group(3)));
    }

    /** Up to 24:00:00. */
    static long nanosOfDay(String text) {
        Matcher time = matching(TIME, text);
        long nanos = nanos(number(time, 1), number(time, 2), number(time, 3), time.group(4), 9);
        if (nanos > NANOS_OF_DAY) {
            throw new DateTimeException("beyond 24:00:00");
        }
        return nanos;
    }

    static long wholeMicros(long nanos) {
        if (nanos % 1000 != 0) {
            throw new DateTimeException("has nanoseconds");
        }
        return nanos / 1000;
    }

    static LocalDateTime timestamp(String text) {
        boolean before = text.endsWith(" BC");
        String plain = before ? text.substring(0, text.length() - 3) : text;
        int split = Math.max(plain.indexOf(' '), plain.indexOf('T'));
        if (split < 0) {
            throw new DateTimeException("has no time");
        }
        LocalDate date = date(plain.substring(0, split) + (before ? " BC" : ""));
        return date.atStartOfDay().plusNanos(nanosOfDay(plain.substring(split + 1)));
    }

    /** Without an offset it is in UTC. */
    static Instant instant(String text) {
        boolean before = text.endsWith(" BC");
        String plain = before ? text.substring(0, text.length() - 3) : text;
        // The hyphens of a date look like offsets where no time is behind it.
        String offset = plain.indexOf(':') < 0 ? "" : offset(plain);
        String local = plain.substring(0, plain.length() - offset.length());
        return timestamp(before ? local + " BC" : local)
                .toInstant(ZoneOffset.UTC)
                .minusSeconds(offset.isEmpty() ? 0 : secondsEast(offset));
    }

    /** What stands behind a time; empty without an offset. */
    static String offset(String text) {
        Matcher offset = OFFSET.matcher(text);
        return offset.find() ? offset.group() : "";
    }

    static int secondsEast(String offset) {
        Matcher parts = matching(OFFSET, offset);
        if (parts.group(1) == null) {
            return 0;
        }
        int minutes = parts.group(3) == null ? 0 : number(parts, 3);
        int seconds = parts.group(4) == null ? 0 : number(parts, 4);
        int east = number(parts, 2) * 3600 + minutes * 60 + seconds;
        return parts.group(1).equals("-") ? -east : east;
    }

    /** {@code 1 year -2 mons +3 days 04:05:06.7}, {@code -838:59:59}. */
    static Interval interval(String text) {
        long months = 0;
        long days = 0;
        int at = 0;
        Matcher unit = UNIT.matcher(text);
        while (unit.find(at) && unit.start() == at) {
            long count = Long.parseLong(unit.group(1));
            switch (unit.group(2).charAt(0)) {
                case 'y' -> months = Math.addExact(months, Math.multiplyExact(12, count));
                case 'm' -> months = Math.addExact(months, count);
                default -> days = Math.addExact(days, count);
            }
            at = unit.end();
            if (at == text.length()) {
                return new Interval(Math.toIntExact(months), Math.toIntExact(days), 0);
            }
            if (text.charAt(at++) != ' ') {
                throw new DateTimeException("no interval");
            }
        }
        Matcher clock = matching(CLOCK, text.substring(at));
        long nanos =
                nanos(
                        Long.parseLong(clock.group(2)),
                        number(clock, 3),
                        number(clock, 4),
                        clock.group(5),
                        6);
        return new Interval(
                Math.toIntExact(months),
                Math.toIntExact(days),
                clock.group(1).equals("-") ? -nanos : nanos);
    }

    /** In units of {@code 10^-digits} seconds. */
    private static long nanos(
            long hours, int minutes, int seconds, @Nullable String fraction, int digits) {
        if (minutes > 59 || seconds > 59) {
            throw new DateTimeException("beyond 59 minutes or seconds");
        }
        long unit = Math.round(Math.pow(10, digits));
        long whole = Math.multiplyExact(Math.multiplyExact(hours, 3600L), unit);
        String padded = ((fraction == null ? "" : fraction) + "000000000").substring(0, digits);
        return Math.addExact(whole, (minutes * 60L + seconds) * unit + Long.parseLong(padded));
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static Matcher matching(Pattern pattern, String text) {
        Matcher match = pattern.matcher(text);
        if (!match.matches()) {
            throw new DateTimeException("not of the form");
        }
        return match;
    }
}
