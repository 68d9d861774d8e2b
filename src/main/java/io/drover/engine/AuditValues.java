package io.drover.engine;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.CanonicalValues;
import io.drover.canonical.CanonicalValues.Infinity;
import io.drover.canonical.RowForm;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Writes values that an auditor has as text, as some server or file shows them, into a {@link
 * RowForm}: each call adds one column. Text that is no value of the type is a frame of itself as
 * TEXT, which equals no value of the type.
 *
 * <p>What is read: booleans as words, letters or 0 and 1; numbers with or without an exponent;
 * {@code NaN} and infinities by name; binary in hexadecimal, with {@code \x}, {@code 0x} or
 * neither; ISO dates and times, years beyond 9999 and {@code BC} as PostgreSQL prints them;
 * intervals as PostgreSQL prints them and as {@code [-]hours:minutes:seconds}.
 *
 * <p>Nullability: null is NULL. Not thread-safe: one per task. Source: {@code canonical-form.md}.
 */
public final class AuditValues {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");

    private final RowForm into;
    private final RowForm trial = new RowForm(1);
    private CanonicalValues values = new CanonicalValues(trial);

    public AuditValues(RowForm into) {
        this.into = into;
    }

    /** A value of the column: a {@code char(n)} loses its padding, a {@code real} is widened. */
    public void add(AuditColumn column, @Nullable String text) {
        if (text == null) {
            into.addNull(column.array() ? column.type().arrayTag() : column.type().tag());
        } else if (column.array()) {
            asText(text);
        } else if (column.type() == CanonicalType.FLOAT && column.logicalType().equals("real")) {
            values(() -> values.addFloat(single(text)), text);
        } else if (column.type() == CanonicalType.TEXT && isBlankPadded(column.logicalType())) {
            values(() -> values.addBlankPadded(text), text);
        } else {
            add(column.type(), text);
        }
    }

    /** A value of the type. */
    public void add(CanonicalType type, @Nullable String text) {
        if (text == null) {
            into.addNull(type.tag());
        } else {
            values(() -> write(type, text), text);
        }
    }

    /** Bytes; of a type other than BINARY they are its text in UTF-8. */
    public void add(CanonicalType type, @Nullable byte[] bytes) {
        if (type == CanonicalType.BINARY && bytes != null) {
            values(() -> values.addBinary(bytes), "");
        } else {
            add(type, bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** A list of values, as an array of one dimension that begins at 1; null is a NULL array. */
    public void addArray(CanonicalType element, @Nullable List<String> texts) {
        if (texts == null) {
            into.addNull(element.arrayTag());
            return;
        }
        values(
                () -> {
                    boolean empty = texts.isEmpty();
                    values.beginArray(
                            element,
                            empty ? new int[0] : new int[] {texts.size()},
                            empty ? new int[0] : new int[] {1});
                    for (String text : texts) {
                        if (text == null) {
                            values.addNull(element);
                        } else {
                            write(element, text);
                        }
                    }
                    values.endArray();
                },
                texts.toString());
    }

    /** Text that is no value of its column's type. */
    public void asText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        into.begin(CanonicalType.TEXT.tag());
        into.append(utf8, 0, utf8.length);
        into.end();
    }

    /** Writes apart first, as half a value cannot be taken back. */
    private void values(Runnable writing, String text) {
        trial.clear();
        try {
            writing.run();
        } catch (DateTimeException
                | ArithmeticException
                | IllegalArgumentException
                | MigrationException none) {
            // It may have been left within an array.
            values = new CanonicalValues(trial);
            asText(text);
            return;
        }
        into.begin(trial.tag(0));
        into.append(trial.bytes(), trial.payloadAt(0), trial.payloadLength(0));
        into.end();
    }

    private void write(CanonicalType type, String text) {
        switch (type) {
            case BOOLEAN -> values.addBoolean(isTrue(text));
            case INTEGER -> values.addInteger(Long.parseLong(matching(INTEGER, text)));
            case DECIMAL -> decimal(text);
            case FLOAT -> values.addFloat(real(text));
            case TEXT -> values.addText(text);
            case BINARY -> values.addBinary(hex(text));
            case DATE -> {
                Infinity infinity = infinity(text);
                if (infinity == null) {
                    values.addDate(AuditTimes.date(text));
                } else {
                    values.addDate(infinity);
                }
            }
            case TIME -> {
                long nanos = AuditTimes.nanosOfDay(text);
                values.addTime(nanos / 1000, (int) (nanos % 1000));
            }
            case TIME_ZONED -> {
                String offset = AuditTimes.offset(text);
                String clock = text.substring(0, text.length() - offset.length());
                values.addTimeZoned(
                        AuditTimes.wholeMicros(AuditTimes.nanosOfDay(clock)),
                        -AuditTimes.secondsEast(offset));
            }
            case TIMESTAMP -> {
                Infinity infinity = infinity(text);
                if (infinity == null) {
                    values.addTimestamp(AuditTimes.timestamp(text));
                } else {
                    values.addTimestamp(infinity);
                }
            }
            case INSTANT -> {
                Infinity infinity = infinity(text);
                if (infinity == null) {
                    values.addInstant(AuditTimes.instant(text));
                } else {
                    values.addInstant(infinity);
                }
            }
            case INTERVAL -> interval(text);
            case UUID -> values.addUuid(uuid(text));
            case JSON -> values.addJson(text);
        }
    }

    private static boolean isTrue(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "t", "true", "1" -> true;
            case "f", "false", "0" -> false;
            default -> throw new IllegalArgumentException("no boolean");
        };
    }

    private void decimal(String text) {
        double special = notFinite(text);
        if (special == 0) {
            values.addDecimal(new BigDecimal(matching(NUMBER, text)));
        } else {
            values.addDecimalNotFinite(special);
        }
    }

    private static double real(String text) {
        double special = notFinite(text);
        return special == 0 ? finite(Double.parseDouble(matching(NUMBER, text))) : special;
    }

    /** The binary32 that has these shortest digits. */
    private static double single(String text) {
        double special = notFinite(text);
        return special == 0 ? finite(Float.parseFloat(matching(NUMBER, text))) : special;
    }

    /** Java reads a number that is too large as an infinity. */
    private static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new IllegalArgumentException("too large");
        }
        return number;
    }

    /** 0 where the text names neither NaN nor an infinity. */
    private static double notFinite(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan", "-nan" -> Double.NaN;
            case "infinity", "inf", "+infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
            default -> 0;
        };
    }

    private static @Nullable Infinity infinity(String text) {
        double special = notFinite(text);
        if (Double.isInfinite(special)) {
            return special > 0 ? Infinity.POSITIVE : Infinity.NEGATIVE;
        }
        return null;
    }

    private void interval(String text) {
        Infinity infinity = infinity(text);
        if (infinity == Infinity.POSITIVE) {
            values.addInterval(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
        } else if (infinity == Infinity.NEGATIVE) {
            values.addInterval(Integer.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE);
        } else {
            AuditTimes.Interval interval = AuditTimes.interval(text);
            values.addInterval(interval.months(), interval.days(), interval.micros());
        }
    }

    private static byte[] hex(String text) {
        boolean prefixed = text.startsWith("\\x") || text.startsWith("0x");
        return HexFormat.of().parseHex(prefixed ? text.substring(2) : text);
    }

    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (text.length() != 36) {
            // Java takes shorter groups, which no server prints.
            throw new IllegalArgumentException("no uuid");
        }
        return uuid;
    }

    private static boolean isBlankPadded(String logicalType) {
        return logicalType.equals("character") || logicalType.startsWith("character(");
    }

    private static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("no number");
        }
        return text;
    }
}
