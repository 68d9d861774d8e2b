package io.drover.engine.files;

import io.drover.dialect.wire.ValueRefused;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Dates and timestamps as ISO 8601 and PostgreSQL write them, read from bytes. */
final class Moments {
    /** In a style: it ends in Z. */
    static final int ZONED = 16;

    private static final int WITH_T = 8;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long EPOCH_DAYS = LocalDate.of(2000, 1, 1).toEpochDay();

    /** Beyond it microseconds do not fit 64 bits. */
    private static final long FARTHEST_DAY = 106_751_000;

    private Moments() {}

    private static int two(byte[] bytes, int at) {
        int high = bytes[at] - '0';
        int low = bytes[at + 1] - '0';
        return high < 0 || high > 9 || low < 0 || low > 9 ? -1 : 10 * high + low;
    }

    /** Whether ten bytes are a day of the years 0001 to 9999. */
    static boolean isDate(byte[] bytes, int from) {
        return day(bytes, from) != Long.MIN_VALUE;
    }

    /** Days since 1970 of ten bytes; the least long where they are no day. */
    private static long day(byte[] bytes, int from) {
        int century = two(bytes, from);
        int year = two(bytes, from + 2);
        int month = two(bytes, from + 5);
        int day = two(bytes, from + 8);
        if (century < 0
                || year < 0
                || century + year == 0
                || bytes[from + 4] != '-'
                || bytes[from + 7] != '-'
                || month < 1
                || month > 12
                || day < 1) {
            return Long.MIN_VALUE;
        }
        int years = 100 * century + year;
        if (day > 28) {
            boolean leap = years % 4 == 0 && (years % 100 != 0 || years % 400 == 0);
            int days = month == 2 ? leap ? 29 : 28 : 30 + (month + month / 8) % 2;
            if (day > days) {
                return Long.MIN_VALUE;
            }
        }
        return epochDay(years, month, day);
    }

    private static long epochDay(int year, int month, int day) {
        // March is the first month, so that the leap day is the last of its year.
        long years = month > 2 ? year : year - 1L;
        long era = Math.floorDiv(years, 400L);
        long yearOfEra = years - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097
                + yearOfEra * 365
                + yearOfEra / 4
                - yearOfEra / 100
                + dayOfYear
                - 719_468;
    }

    /**
     * How a timestamp is written: its digits behind the second, whether a T parts day and time, and
     * whether it ends in Z; -1 for what is none.
     */
    static int style(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < 19 || !isDate(bytes, from)) {
            return -1;
        }
        boolean zoned = bytes[to - 1] == 'Z';
        int digits = length - 19 - (zoned ? 1 : 0);
        boolean letter = bytes[from + 10] == 'T';
        if (digits == 1 || digits > 7 || (!letter && bytes[from + 10] != ' ')) {
            return -1;
        }
        if (micros(bytes, from + 11, from + 19 + digits) < 0) {
            return -1;
        }
        return Math.max(0, digits - 1) | (letter ? WITH_T : 0) | (zoned ? ZONED : 0);
    }

    /** Microseconds since midnight of {@code HH:mm:ss[.f]}; negative where it is no such time. */
    private static long micros(byte[] bytes, int from, int to) {
        if (to - from < 8 || bytes[from + 2] != ':' || bytes[from + 5] != ':') {
            return -1;
        }
        int hour = two(bytes, from);
        int minute = two(bytes, from + 3);
        int second = two(bytes, from + 6);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return -1;
        }
        long micros = ((hour * 60L + minute) * 60 + second) * 1_000_000;
        if (to - from == 8) {
            return micros;
        }
        if (bytes[from + 8] != '.' || to - from == 9) {
            return -1;
        }
        long unit = 100_000;
        for (int at = from + 9; at < to; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            if (unit == 0 && digit != 0) {
                throw new ValueRefused(
                        "22008", "fraction of a second would be rounded to 6 digits");
            }
            micros += digit * unit;
            unit /= 10;
        }
        return micros;
    }

    /** Days since 2000-01-01, as the wire has them. */
    static int wireDay(byte[] bytes, int from, int to) {
        long day = to - from == 10 ? day(bytes, from) : Long.MIN_VALUE;
        if (day != Long.MIN_VALUE) {
            return (int) (day - EPOCH_DAYS);
        }
        String text = text(bytes, from, to);
        return switch (text) {
            case "infinity" -> Integer.MAX_VALUE;
            case "-infinity" -> Integer.MIN_VALUE;
            default -> Math.toIntExact(farDay(text, "date") - EPOCH_DAYS);
        };
    }

    /** Microseconds since 2000-01-01, as the wire has them. */
    static long wireMicros(byte[] bytes, int from, int to, Zone zone) {
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        if (colon == to) {
            return switch (text(bytes, from, to)) {
                case "infinity" -> Long.MAX_VALUE;
                case "-infinity" -> Long.MIN_VALUE;
                default -> throw refused(zone.type);
            };
        }
        int time = colon - 2;
        int end = to;
        boolean beforeChrist = to - from > 3 && text(bytes, to - 3, to).equals(" BC");
        if (beforeChrist) {
            end -= 3;
        }
        int parted = time - 1;
        if (parted <= from || (bytes[parted] != ' ' && bytes[parted] != 'T')) {
            throw refused(zone.type);
        }
        int clock = end;
        for (int at = time; at < end; at++) {
            if (bytes[at] == '+' || bytes[at] == '-' || bytes[at] == 'Z') {
                clock = at;
                break;
            }
        }
        if (zone == Zone.WITHOUT && clock < end) {
            throw new ValueRefused(
                    "22007", "timestamp has an offset from UTC, which its type has not");
        }
        if (zone == Zone.WITH && clock == end) {
            throw new ValueRefused(
                    "22007", "timestamp has no offset from UTC, which its type needs");
        }
        long micros = micros(bytes, time, clock);
        if (micros < 0) {
            throw refused(zone.type);
        }
        long day = parted - from == 10 && !beforeChrist ? day(bytes, from) : Long.MIN_VALUE;
        if (day == Long.MIN_VALUE) {
            day = farDay(text(bytes, from, parted) + (beforeChrist ? " BC" : ""), zone.type);
        }
        if (Math.abs(day - EPOCH_DAYS) > FARTHEST_DAY) {
            throw new ValueRefused("22008", "timestamp out of range");
        }
        return (day - EPOCH_DAYS) * MICROS_PER_DAY
                + micros
                - offset(bytes, clock, end, zone.type) * 1_000_000L;
    }

    /** Whether a type's values have an offset. */
    enum Zone {
        WITH("timestamp with time zone"),
        WITHOUT("timestamp without time zone");

        private final String type;

        Zone(String type) {
            this.type = type;
        }
    }

    /** Seconds east of UTC: Z, +hh, +hhmm, +hh:mm, +hh:mm:ss. */
    private static long offset(byte[] bytes, int from, int to, String type) {
        if (from == to || (bytes[from] == 'Z' && to - from == 1)) {
            return 0;
        }
        String digits = text(bytes, from + 1, to).replace(":", "");
        if (!digits.matches("\\d\\d(\\d\\d(\\d\\d)?)?") || bytes[from] == 'Z') {
            throw refused(type);
        }
        long seconds = 0;
        for (int at = 0; at < 6; at += 2) {
            seconds =
                    seconds * 60
                            + (at < digits.length()
                                    ? Integer.parseInt(digits.substring(at, at + 2))
                                    : 0);
        }
        return bytes[from] == '-' ? -seconds : seconds;
    }

    /** A day beyond the year 9999, or before the year 1 as PostgreSQL writes it. */
    private static long farDay(String text, String type) {
        boolean beforeChrist = text.endsWith(" BC");
        String[] parts =
                (beforeChrist ? text.substring(0, text.length() - 3) : text).split("-", -1);
        try {
            if (parts.length == 3
                    && parts[0].matches("\\d{4,6}")
                    && parts[1].matches("\\d\\d")
                    && parts[2].matches("\\d\\d")
                    && !parts[0].equals("0000")) {
                int year = Integer.parseInt(parts[0]);
                return LocalDate.of(
                                beforeChrist ? 1 - year : year,
                                Integer.parseInt(parts[1]),
                                Integer.parseInt(parts[2]))
                        .toEpochDay();
            }
        } catch (DateTimeException noDay) {
            throw new ValueRefused("22008", "date/time field value out of range");
        }
        throw refused(type);
    }

    private static ValueRefused refused(String type) {
        return new ValueRefused("22007", "invalid input syntax for type " + type);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
