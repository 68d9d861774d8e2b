package io.drover.reconcile.reasons;

import io.drover.canonical.CanonicalType;
import io.drover.model.Nullable;
import java.time.LocalDate;

/** Reasons for two dates, times or instants that differ. */
final class TimeReasons {
    private static final long SECOND = 1_000_000;
    private static final long QUARTER = 15 * 60 * SECOND;
    private static final long HOUR = 4 * QUARTER;
    private static final long DAY = 24 * HOUR;

    /** From Baker Island to Kiribati: -12 to +14. */
    private static final long WIDEST_SHIFT = 26 * HOUR;

    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

    private TimeReasons() {}

    static @Nullable String explain(FieldValue source, FieldValue target) {
        if (source.is(CanonicalType.DATE)) {
            return isFinite(source.days()) && isFinite(target.days())
                    ? ofDays(source.days(), target.days())
                    : null;
        }
        long here = source.number();
        long there = target.number();
        if (!isFinite(here) || !isFinite(there)) {
            return null;
        }
        if (here == there) {
            return "nanoseconds cut";
        }
        String precision = ofPrecision(here, there);
        if (precision != null) {
            return precision;
        }
        if (source.is(CanonicalType.TIME)) {
            return ofShift(there - here);
        }
        long time = Math.floorMod(here, DAY);
        String shift = ofShift(there - here);
        if (shift == null && there == here - time) {
            return "time of day cut";
        }
        if (shift == null && Math.floorMod(there, DAY) == time) {
            return ofDays((int) Math.floorDiv(here, DAY), (int) Math.floorDiv(there, DAY));
        }
        return shift;
    }

    private static boolean isFinite(long micros) {
        return micros != Long.MAX_VALUE && micros != Long.MIN_VALUE;
    }

    private static boolean isFinite(int days) {
        return days != Integer.MAX_VALUE && days != Integer.MIN_VALUE;
    }

    private static @Nullable String ofPrecision(long here, long there) {
        String[] names = {"milliseconds", "seconds", "minutes"};
        long[] widths = {1000, SECOND, 60 * SECOND};
        for (int at = 0; at < widths.length; at++) {
            long rest = Math.floorMod(here, widths[at]);
            if (rest == 0) {
                continue;
            }
            if (there == here - rest) {
                return "cut to " + names[at];
            }
            if (there == here - rest + widths[at]) {
                return "rounded to " + names[at];
            }
        }
        return null;
    }

    private static @Nullable String ofShift(long micros) {
        if (Math.abs(micros) == DAY) {
            return "day shift by " + (micros > 0 ? "+1" : "-1");
        }
        if (micros % QUARTER != 0 || Math.abs(micros) > WIDEST_SHIFT) {
            return null;
        }
        long minutes = Math.abs(micros) % HOUR / (60 * SECOND);
        return "time-zone shift by %s%d%s h"
                .formatted(
                        micros > 0 ? "+" : "-",
                        Math.abs(micros) / HOUR,
                        minutes == 0 ? "" : ":" + minutes);
    }

    private static @Nullable String ofDays(int here, int there) {
        int shift = there - here;
        if (Math.abs(shift) == 1) {
            return "day shift by " + (shift > 0 ? "+1" : "-1");
        }
        LocalDate source = EPOCH.plusDays(here);
        LocalDate target = EPOCH.plusDays(there);
        if (source.getDayOfMonth() <= 12
                && target.equals(
                        LocalDate.of(
                                source.getYear(),
                                source.getDayOfMonth(),
                                source.getMonthValue()))) {
            return "day and month swapped";
        }
        if (source.minusYears(target.getYear() - source.getYear() < 0 ? 100 : -100)
                .equals(target)) {
            return "another century";
        }
        return isJulian(source, target) || isJulian(target, source)
                ? "Julian against Gregorian calendar"
                : null;
    }

    /** Whether the Julian calendar of old software calls {@code other} what ISO calls it. */
    private static boolean isJulian(LocalDate date, LocalDate other) {
        long day = date.toEpochDay();
        int year = other.getYear();
        int centuries = Math.floorDiv(year - (other.getMonthValue() <= 2 ? 1 : 0), 100);
        int behind = centuries - Math.floorDiv(centuries, 4) - 2;
        return other.isBefore(LocalDate.of(1582, 10, 15)) && day - other.toEpochDay() == behind;
    }
}
