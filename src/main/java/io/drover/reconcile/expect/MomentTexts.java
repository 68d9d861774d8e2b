package io.drover.reconcile.expect;

import io.drover.model.Nullable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates and times as an operator's texts write them: a day that is none is not another day. */
final class MomentTexts {
    private static final Pattern ISO =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?))?([zZ]| ?[+-][0-9]{2}(?::?[0-9]{2})?)?");

    /** Letters that mean the same in Java's patterns, of two digits or four. */
    private static final Pattern PLAIN = Pattern.compile("(?:yyyy|MM|dd|HH|mm|ss|[ /.:_-])+");

    /** Of the patterns of a spec: few. */
    private static final Map<String, DateTimeFormatter> FORMATTERS = new ConcurrentHashMap<>();

    private MomentTexts() {}

    /** Whether {@link #by} knows the pattern; what others mean only Spark can say. */
    static boolean isPlain(String pattern) {
        boolean once = true;
        for (String letters : new String[] {"yyyy", "MM", "dd", "HH", "mm", "ss"}) {
            once &= pattern.indexOf(letters) == pattern.lastIndexOf(letters);
        }
        return once && PLAIN.matcher(pattern).matches() && pattern.contains("yyyy");
    }

    /** By a plain pattern; what it leaves out is the first month, the first day, midnight. */
    static @Nullable LocalDateTime by(String pattern, String text) {
        try {
            TemporalAccessor read =
                    FORMATTERS.computeIfAbsent(pattern, MomentTexts::formatter).parse(text);
            return LocalDateTime.of(LocalDate.from(read), LocalTime.from(read));
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static DateTimeFormatter formatter(String pattern) {
        DateTimeFormatterBuilder builder =
                new DateTimeFormatterBuilder().appendPattern(pattern.replace("yyyy", "uuuu"));
        if (!pattern.contains("MM")) {
            builder.parseDefaulting(ChronoField.MONTH_OF_YEAR, 1);
        }
        if (!pattern.contains("dd")) {
            builder.parseDefaulting(ChronoField.DAY_OF_MONTH, 1);
        }
        if (!pattern.contains("HH")) {
            builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
        }
        if (!pattern.contains("mm")) {
            builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0);
        }
        if (!pattern.contains("ss")) {
            builder.parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
        }
        return builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    static @Nullable LocalDate day(String text) {
        Matcher iso = ISO.matcher(text);
        return iso.matches() && iso.group(2) == null && iso.group(3) == null
                ? calendarDay(iso.group(1))
                : null;
    }

    static @Nullable LocalDateTime wallClock(String text) {
        Matcher iso = ISO.matcher(text);
        return iso.matches() && iso.group(3) == null ? local(iso) : null;
    }

    static @Nullable Instant instant(String text) {
        Matcher iso = ISO.matcher(text);
        if (!iso.matches() || iso.group(2) == null || iso.group(3) == null) {
            return null;
        }
        LocalDateTime local = local(iso);
        try {
            return local == null ? null : local.atZone(ZoneId.of(iso.group(3).strip())).toInstant();
        } catch (DateTimeException noZone) {
            return null;
        }
    }

    private static @Nullable LocalDateTime local(Matcher iso) {
        LocalDate day = calendarDay(iso.group(1));
        try {
            return day == null
                    ? null
                    : day.atTime(
                            iso.group(2) == null
                                    ? LocalTime.MIDNIGHT
                                    : LocalTime.parse(iso.group(2)));
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static @Nullable LocalDate calendarDay(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException none) {
            return null;
        }
    }
}
