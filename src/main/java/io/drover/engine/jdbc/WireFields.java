package io.drover.engine.jdbc;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.postgres.WireType.Kind;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import io.drover.model.rules.DecodedColumn;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.regex.Pattern;

/**
 * Which encoder a column's values go through: that of the target's type where both types are of one
 * kind, or the rows are binary; else the text form of the source's type, which the server then
 * reads as its own.
 *
 * <p>In binary a time of day is given as LocalTime or its ISO text, an interval as Duration.
 */
final class WireFields {
    private static final Pattern MODIFIER = Pattern.compile("\\(\\d+\\)");
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private WireFields() {}

    static ValueEncoder encoder(String sourceType, String targetType, WireForm form) {
        if (form == WireForm.TEXT) {
            boolean alike = WireType.of(sourceType).kind() == WireType.of(targetType).kind();
            return ValueEncoder.of(alike ? targetType : sourceType, form);
        }
        if (WireType.of(targetType).kind() != Kind.OTHER) {
            return ValueEncoder.of(targetType, form);
        }
        return switch (MODIFIER.matcher(targetType).replaceFirst("")) {
            case "time without time zone" -> (value, out) -> out.putLong(microsOfDay(value));
            case "interval" -> WireFields::interval;
            default -> ValueEncoder.of(targetType, form);
        };
    }

    /** Of a value that Spark sees: a time or an interval that it takes for a string is its text. */
    static ValueEncoder decoded(DecodedColumn column, WireForm form) {
        String bare = MODIFIER.matcher(column.sourceType()).replaceFirst("");
        boolean printed =
                column.sparkType().equals("string")
                        && (bare.equals("time without time zone") || bare.equals("interval"));
        return encoder(column.sourceType(), column.sourceType(), printed ? WireForm.TEXT : form);
    }

    private static long microsOfDay(Object value) {
        if (value.toString().startsWith("24:00:00")) {
            return MICROS_OF_DAY;
        }
        try {
            return whole(LocalTime.parse(value.toString()).toNanoOfDay());
        } catch (DateTimeException none) {
            throw new ValueRefused("22007", "invalid input syntax for type time");
        }
    }

    private static void interval(Object value, WireBuffer out) {
        try {
            out.putLong(whole(((Duration) value).toNanos()));
        } catch (ArithmeticException overflow) {
            throw new ValueRefused("22008", "interval out of range");
        }
        out.putInt(0);
        out.putInt(0);
    }

    private static long whole(long nanos) {
        if (nanos % 1000 != 0) {
            throw new ValueRefused("22008", "fraction of a second would be rounded to 6 digits");
        }
        return nanos / 1000;
    }
}
