package io.drover.dialect.wire;

import io.drover.dialect.postgres.WireType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;

/**
 * The text wire form, by type: what the input functions read whatever the session's settings are.
 * Of a type that is not known here only the server's own text is taken.
 */
final class TextEncoders {
    private TextEncoders() {}

    /** The text of a value, not escaped yet. */
    private interface Printer {
        String print(Object value);
    }

    static ValueEncoder of(WireType type, String name) {
        Printer printer = printer(type, name);
        return (value, out) -> out.putEscaped(printer.print(value));
    }

    private static Printer printer(WireType type, String name) {
        return switch (type.kind()) {
            case BOOLEAN -> value -> (Boolean) value ? "t" : "f";
            case INT2 -> value -> integer(value, Short.MIN_VALUE, Short.MAX_VALUE, name);
            case INT4 -> value -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, name);
            case INT8 -> value -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE, name);
            case FLOAT4 -> value -> Float.toString(ExactValues.real(value));
            case FLOAT8 -> value -> Double.toString(ExactValues.doublePrecision(value));
            case NUMERIC -> value -> ExactValues.numeric(value, type).toPlainString();
            case TEXT, VARCHAR, CHAR, NAME, JSON, JSONB -> value -> ExactValues.text(value, type);
            case UUID -> value -> ExactValues.uuid(value).toString();
            case BYTEA -> value -> "\\x" + HexFormat.of().formatHex((byte[]) value);
            case DATE -> value -> date(ExactValues.date(value));
            case TIMESTAMP -> value -> timestamp(ExactValues.micros(value, type), "");
            case TIMESTAMPTZ -> value -> timestamp(ExactValues.micros(value, type), "+00");
            case OTHER -> TextEncoders::own;
        };
    }

    /** A domain's values are its base's, so they come as what they are. */
    private static String own(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
        }
        WireType exact = new WireType(WireType.Kind.TIMESTAMPTZ, WireType.NONE, WireType.NONE);
        if (value instanceof java.sql.Date || value instanceof LocalDate) {
            return date(ExactValues.date(value));
        }
        return timestamp(
                ExactValues.micros(value, exact), value instanceof LocalDateTime ? "" : "+00");
    }

    private static String integer(Object value, long least, long greatest, String name) {
        return Long.toString(ExactValues.integer(value, least, greatest, name));
    }

    private static String date(LocalDate date) {
        return day(date, new StringBuilder(16)).append(era(date)).toString();
    }

    private static String timestamp(long micros, String zone) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        (int) Math.floorMod(micros, 1_000_000L) * 1000,
                        ZoneOffset.UTC);
        StringBuilder text = day(time.toLocalDate(), new StringBuilder(40));
        digits(time.getHour(), 2, text.append(' '));
        digits(time.getMinute(), 2, text.append(':'));
        digits(time.getSecond(), 2, text.append(':'));
        digits(time.getNano() / 1000, 6, text.append('.'));
        return text.append(zone).append(era(time.toLocalDate())).toString();
    }

    /** There is no year 0: the year before 1 is 1 BC. */
    private static StringBuilder day(LocalDate date, StringBuilder text) {
        digits(date.getYear() > 0 ? date.getYear() : 1 - date.getYear(), 4, text);
        digits(date.getMonthValue(), 2, text.append('-'));
        digits(date.getDayOfMonth(), 2, text.append('-'));
        return text;
    }

    /** At least {@code width} of them. A formatter takes thirty times as long. */
    private static void digits(int number, int width, StringBuilder text) {
        int least = 1;
        for (int digit = 1; digit < width; digit++) {
            least *= 10;
            if (number < least) {
                text.append('0');
            }
        }
        text.append(number);
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }
}
