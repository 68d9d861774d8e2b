package io.drover.engine.files;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a text, as it stands in a file, in the wire form of a column's type.
 *
 * @see WireType for the types that have a binary form; of others the text is handed on
 */
interface FieldWriter {
    /**
     * Writes the bytes of the field, without a length before it.
     *
     * @param bytes well-formed UTF-8 without a zero byte
     * @throws ValueRefused when the text is no value of the type, or would be changed by it
     */
    void write(byte[] bytes, int from, int to, WireBuffer out);

    /** For a column of a type, as {@code format_type()} prints it. */
    static FieldWriter of(String type, WireForm form) {
        FieldWriter binary = binary(type);
        if (form == WireForm.BINARY) {
            return binary;
        }
        WireBuffer scratch = new WireBuffer(64);
        return (bytes, from, to, out) -> {
            scratch.truncate(0);
            // For its refusals.
            binary.write(bytes, from, to, scratch);
            out.putEscaped(text(bytes, from, to));
        };
    }

    private static FieldWriter binary(String name) {
        WireType type = WireType.of(name);
        return switch (type.kind()) {
            case INT2 -> integer(name, Short.MIN_VALUE, Short.MAX_VALUE, 2);
            case INT4 -> integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE, 4);
            case INT8 -> integer(name, Long.MIN_VALUE, Long.MAX_VALUE, 8);
            case NUMERIC -> new NumericField(type, name);
            case TEXT, OTHER -> (bytes, from, to, out) -> out.put(bytes, from, to - from);
            case VARCHAR, CHAR -> limited(type, name);
            case NAME ->
                    (bytes, from, to, out) -> {
                        if (to - from > 63) {
                            throw new ValueRefused("22001", "value too long for type name");
                        }
                        out.put(bytes, from, to - from);
                    };
            case JSON ->
                    (bytes, from, to, out) -> {
                        document(bytes, from, to, name);
                        out.put(bytes, from, to - from);
                    };
            case JSONB ->
                    (bytes, from, to, out) -> {
                        document(bytes, from, to, name);
                        refuseZeroEscape(bytes, from, to);
                        out.put(1);
                        out.put(bytes, from, to - from);
                    };
            case DATE -> (bytes, from, to, out) -> out.putInt(Moments.wireDay(bytes, from, to));
            case TIMESTAMP -> moment(type, Moments.Zone.WITHOUT);
            case TIMESTAMPTZ -> moment(type, Moments.Zone.WITH);
            case BOOLEAN -> FieldWriter::truth;
            case UUID -> new UuidField();
            case BYTEA -> FieldWriter::hexadecimal;
            case FLOAT4, FLOAT8 -> real(type, name);
        };
    }

    private static FieldWriter integer(String name, long least, long greatest, int width) {
        return (bytes, from, to, out) -> {
            long value = NumericField.integer(bytes, from, to, name);
            if (value < least || value > greatest) {
                throw ValueRefused.outOfRange(name);
            }
            switch (width) {
                case 2 -> out.putShort((int) value);
                case 4 -> out.putInt((int) value);
                default -> out.putLong(value);
            }
        };
    }

    private static FieldWriter limited(WireType type, String name) {
        return (bytes, from, to, out) -> {
            if (type.first() != WireType.NONE
                    && to - from > type.first()
                    && Utf8.characters(bytes, from, to) > type.first()) {
                throw new ValueRefused("22001", "value too long for type " + name);
            }
            out.put(bytes, from, to - from);
        };
    }

    private static FieldWriter moment(WireType type, Moments.Zone zone) {
        long grain = 1;
        for (int digit = type.first() == WireType.NONE ? 6 : type.first(); digit < 6; digit++) {
            grain *= 10;
        }
        long kept = grain;
        return (bytes, from, to, out) -> {
            long micros = Moments.wireMicros(bytes, from, to, zone);
            boolean infinite = micros == Long.MAX_VALUE || micros == Long.MIN_VALUE;
            if (!infinite && micros % kept != 0) {
                throw new ValueRefused(
                        "22008",
                        "fraction of a second would be rounded to " + type.first() + " digits");
            }
            out.putLong(micros);
        };
    }

    private static void truth(byte[] bytes, int from, int to, WireBuffer out) {
        out.put(
                switch (text(bytes, from, to).toLowerCase(java.util.Locale.ROOT)) {
                    case "true", "t", "1" -> 1;
                    case "false", "f", "0" -> 0;
                    default ->
                            throw new ValueRefused(
                                    "22P02", "invalid input syntax for type boolean");
                });
    }

    private static void hexadecimal(byte[] bytes, int from, int to, WireBuffer out) {
        String text = text(bytes, from, to);
        try {
            if (text.startsWith("\\x")) {
                out.put(HexFormat.of().parseHex(text, 2, text.length()));
                return;
            }
        } catch (IllegalArgumentException noDigits) {
            // Told below.
        }
        throw new ValueRefused("22P02", "invalid input syntax for type bytea: not \\x and digits");
    }

    private static FieldWriter real(WireType type, String name) {
        return (bytes, from, to, out) -> {
            String text = text(bytes, from, to).strip();
            double value =
                    switch (text) {
                        case "NaN" -> Double.NaN;
                        case "Infinity", "inf" -> Double.POSITIVE_INFINITY;
                        case "-Infinity", "-inf" -> Double.NEGATIVE_INFINITY;
                        default -> {
                            NumericField.requireNumber(text, name);
                            yield Double.parseDouble(text);
                        }
                    };
            boolean named = !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
            if (type.kind() == WireType.Kind.FLOAT8) {
                refuseOverflow(named, value, name);
                out.putLong(Double.doubleToRawLongBits(value));
            } else {
                float single = named ? (float) value : Float.parseFloat(text);
                refuseOverflow(named, single, name);
                out.putInt(Float.floatToRawIntBits(single));
            }
        };
    }

    private static void refuseOverflow(boolean named, double value, String name) {
        if (!named && Double.isInfinite(value)) {
            throw ValueRefused.outOfRange(name);
        }
    }

    private static void document(byte[] bytes, int from, int to, String name) {
        if (!ColumnGuess.isDocument(bytes, from, to)) {
            throw new ValueRefused("22P02", "invalid input syntax for type " + name);
        }
    }

    /** jsonb holds characters, and a zero is none of them in PostgreSQL. */
    private static void refuseZeroEscape(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\\') {
                if (to - at > 5 && text(bytes, at + 1, at + 6).equals("u0000")) {
                    throw new ValueRefused("22P05", "unsupported Unicode escape sequence");
                }
                at++;
            }
        }
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
