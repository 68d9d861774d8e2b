package io.drover.canonical;

import io.drover.model.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * A value out of its frame, for people: as PostgreSQL prints it in the fixed session (UTC, ISO
 * dates). What the form does not hold cannot be shown: the zeros behind a decimal's fraction, the
 * blanks behind a {@code char(n)}, whether a number was binary32.
 *
 * <p>Nullability: null for NULL.
 */
public final class FrameText {
    private FrameText() {}

    /** The value of a column. */
    public static @Nullable String of(RowForm row, int column) {
        return of(row.bytes(), row.frameAt(column));
    }

    /**
     * The value of the frame that begins at {@code frameAt}.
     *
     * @throws IllegalStateException when its tag is of no type
     */
    public static @Nullable String of(byte[] form, int frameAt) {
        ByteBuffer frame = ByteBuffer.wrap(form, frameAt, form.length - frameAt);
        int tag = frame.getInt();
        int length = frame.getInt();
        if (length == RowForm.NULL) {
            return null;
        }
        ByteBuffer payload = frame.slice(frame.position(), length);
        CanonicalType type = CanonicalType.ofTag(tag);
        return type.tag() == tag ? value(type, payload) : array(type, payload);
    }

    private static String value(CanonicalType type, ByteBuffer payload) {
        return switch (type) {
            case BOOLEAN -> payload.get() == 0 ? "false" : "true";
            case INTEGER -> Long.toString(payload.getLong());
            case DECIMAL, TEXT -> utf8(payload);
            case FLOAT -> FloatText.of(payload.getDouble());
            case BINARY -> "\\x" + HexFormat.of().formatHex(rest(payload));
            case DATE -> TimeText.date(payload.getInt());
            case TIME -> TimeText.time(payload.getLong(), nanos(payload));
            case TIME_ZONED ->
                    TimeText.time(payload.getLong(), 0) + TimeText.offset(payload.getInt());
            case TIMESTAMP -> TimeText.timestamp(payload.getLong(), nanos(payload), "");
            case INSTANT -> TimeText.timestamp(payload.getLong(), nanos(payload), "+00");
            case INTERVAL ->
                    TimeText.interval(payload.getLong(), payload.getInt(), payload.getInt());
            case UUID -> new UUID(payload.getLong(), payload.getLong()).toString();
            case JSON -> utf8(payload.position(1).slice());
        };
    }

    private static int nanos(ByteBuffer payload) {
        return payload.hasRemaining() ? payload.getInt() : 0;
    }

    private static String array(CanonicalType type, ByteBuffer payload) {
        int dimensions = payload.getInt();
        payload.getInt();
        payload.getInt();
        if (dimensions == 0) {
            return "{}";
        }
        int[] sizes = new int[dimensions];
        StringBuilder bounds = new StringBuilder();
        boolean plain = true;
        for (int dimension = 0; dimension < dimensions; dimension++) {
            sizes[dimension] = payload.getInt();
            int lower = payload.getInt();
            plain &= lower == 1;
            bounds.append('[').append(lower).append(':');
            bounds.append(lower + (long) sizes[dimension] - 1).append(']');
        }
        StringBuilder text = new StringBuilder(plain ? "" : bounds + "=");
        elements(type, payload, sizes, 0, text);
        return text.toString();
    }

    private static void elements(
            CanonicalType type, ByteBuffer payload, int[] sizes, int dimension, StringBuilder to) {
        to.append('{');
        for (int element = 0; element < sizes[dimension]; element++) {
            if (element > 0) {
                to.append(',');
            }
            if (dimension < sizes.length - 1) {
                elements(type, payload, sizes, dimension + 1, to);
                continue;
            }
            int length = payload.getInt();
            if (length == RowForm.NULL) {
                to.append("NULL");
            } else {
                ByteBuffer value = payload.slice(payload.position(), length);
                payload.position(payload.position() + length);
                to.append(
                        type == CanonicalType.BOOLEAN
                                ? (value.get() == 0 ? "f" : "t")
                                : quoted(value(type, value)));
            }
        }
        to.append('}');
    }

    /** An element as {@code array_out} quotes it. */
    private static String quoted(String element) {
        boolean plain =
                !element.isEmpty()
                        && !element.toUpperCase(Locale.ROOT).equals("NULL")
                        && element.chars()
                                .noneMatch(each -> "{},\"\\ \t\n\r\u000b\f".indexOf(each) >= 0);
        return plain ? element : '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static byte[] rest(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return bytes;
    }

    private static String utf8(ByteBuffer payload) {
        return new String(rest(payload), StandardCharsets.UTF_8);
    }
}
