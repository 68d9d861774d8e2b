package io.drover.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Figures for people: thousands separators, decimal units, UTC; the same in every locale. */
public final class Figures {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Figures() {}

    /** {@code 1,204,331}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 1 row}, {@code 1,204,331 rows}. */
    public static String counted(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** {@code 10}, {@code 12.5}, {@code 0.003}: no more digits than it has. */
    public static String decimal(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** {@code 12.3 MB}: powers of 1000. */
    public static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        String number =
                unit == 0 || value >= 99.95
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.1f", value);
        return number + " " + UNITS[unit];
    }

    /** {@code 0.42 s}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 03 min}, {@code 3 d 04 h}. */
    public static String duration(double seconds) {
        if (seconds < 9.995) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 59.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 3600) {
            return "%d min %02d s".formatted(whole / 60, whole % 60);
        }
        if (whole < 86_400) {
            return "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
        }
        return "%d d %02d h".formatted(whole / 86_400, whole % 86_400 / 3600);
    }

    /** {@code 120,300 rows/s}. */
    public static String rowRate(double rowsPerSecond) {
        return count(Math.round(rowsPerSecond)) + " rows/s";
    }

    /** {@code 32.1 MB/s}. */
    public static String byteRate(double bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /** {@code 2026-01-01 00:00:00 UTC}. */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }
}
