package io.drover.engine.mysql;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.WireForm;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * The writer of a column by what comes and what is wanted. What the server sent for the common
 * types is turned into binary without an object in between; the rest goes through {@link
 * ValueEncoder}.
 */
final class FieldWriters {
    private FieldWriters() {}

    /**
     * The writer into a column of {@code target}, as PostgreSQL prints it.
     *
     * @param zero what to do about a date that no calendar has
     */
    static FieldWriter of(
            Reading reading, String column, String target, WireForm form, ZeroDate zero) {
        if (form == WireForm.TEXT) {
            return TextFormWriters.of(reading, target, zero);
        }
        WireType type = WireType.of(target);
        FieldWriter writer =
                switch (reading) {
                    case INTEGER -> integer(type, target);
                    case DECIMAL -> decimal(type, target);
                    case FLOAT -> real(type, target);
                    case TEXT, ENUM -> text(reading, type, target);
                    case BYTES -> ByteWriters.bytes(type);
                    case GEOMETRY -> ByteWriters.geometry(type);
                    case BIT -> ByteWriters.bits(type, target);
                    case DATE, DATE_TIME -> TimeWriters.date(type, target, zero);
                    case TIME -> TimeWriters.time(target);
                };
        if (writer == null) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot read column %s into type %s: values of its type are not converted into that. Choose another target type, or make a column of it with an expression."
                            .formatted(column, target));
        }
        return writer;
    }

    private static FieldWriter integer(WireType type, String target) {
        return switch (type.kind()) {
            case INT2 ->
                    (bytes, from, length, out) -> {
                        long value = Digits.integer(bytes, from, length, target);
                        if ((short) value != value) {
                            throw ValueRefused.outOfRange(target);
                        }
                        out.putShort((int) value);
                        return true;
                    };
            case INT4 ->
                    (bytes, from, length, out) -> {
                        long value = Digits.integer(bytes, from, length, target);
                        if ((int) value != value) {
                            throw ValueRefused.outOfRange(target);
                        }
                        out.putInt((int) value);
                        return true;
                    };
            case INT8 ->
                    (bytes, from, length, out) -> {
                        out.putLong(Digits.integer(bytes, from, length, target));
                        return true;
                    };
            case BOOLEAN ->
                    (bytes, from, length, out) -> {
                        long value = Digits.integer(bytes, from, length, target);
                        if (value != 0 && value != 1) {
                            throw ValueRefused.outOfRange(target);
                        }
                        out.put((int) value);
                        return true;
                    };
            default -> decimal(type, target);
        };
    }

    private static FieldWriter decimal(WireType type, String target) {
        return switch (type.kind()) {
            case NUMERIC -> {
                int kept = type.first() == WireType.NONE ? -1 : Math.max(type.second(), 0);
                yield (bytes, from, length, out) -> {
                    Digits.numeric(bytes, from, length, kept, target, out);
                    return true;
                };
            }
            case INT2, INT4, INT8, FLOAT4, FLOAT8 -> {
                ValueEncoder encoder = ValueEncoder.of(target, WireForm.BINARY);
                yield (bytes, from, length, out) -> {
                    encoder.encode(new BigDecimal(ascii(bytes, from, length)), out);
                    return true;
                };
            }
            default -> ascii(type);
        };
    }

    private static FieldWriter real(WireType type, String target) {
        return switch (type.kind()) {
            case FLOAT4, FLOAT8 -> {
                ValueEncoder encoder = ValueEncoder.of(target, WireForm.BINARY);
                yield (bytes, from, length, out) -> {
                    encoder.encode(Double.parseDouble(ascii(bytes, from, length)), out);
                    return true;
                };
            }
            case NUMERIC, INT2, INT4, INT8 -> {
                ValueEncoder encoder = ValueEncoder.of(target, WireForm.BINARY);
                yield (bytes, from, length, out) -> {
                    encoder.encode(new BigDecimal(ascii(bytes, from, length)), out);
                    return true;
                };
            }
            default -> ascii(type);
        };
    }

    /** What the server printed, where a text is wanted; else null. */
    private static FieldWriter ascii(WireType type) {
        return switch (type.kind()) {
            case TEXT, VARCHAR, CHAR ->
                    (bytes, from, length, out) -> {
                        out.put(bytes, from, length);
                        return true;
                    };
            default -> null;
        };
    }

    private static FieldWriter text(Reading reading, WireType type, String target) {
        return switch (type.kind()) {
            case JSONB ->
                    (bytes, from, length, out) -> {
                        checkText(reading, bytes, from, length);
                        out.put(1);
                        out.put(bytes, from, length);
                        return true;
                    };
            case VARCHAR, NAME -> {
                int most = type.first() == WireType.NONE ? Integer.MAX_VALUE : type.first();
                yield (bytes, from, length, out) -> {
                    checkText(reading, bytes, from, length);
                    if (length > most && Utf8.characters(bytes, from, length) > most) {
                        throw new ValueRefused("22001", "value too long for type " + target);
                    }
                    out.put(bytes, from, length);
                    return true;
                };
            }
            case TEXT, CHAR, JSON ->
                    (bytes, from, length, out) -> {
                        checkText(reading, bytes, from, length);
                        out.put(bytes, from, length);
                        return true;
                    };
            case UUID -> {
                ValueEncoder encoder = ValueEncoder.of(target, WireForm.BINARY);
                yield (bytes, from, length, out) -> {
                    encoder.encode(ascii(bytes, from, length), out);
                    return true;
                };
            }
                // The binary form of an enum is its label; others refuse what they cannot read.
            case OTHER ->
                    (bytes, from, length, out) -> {
                        checkText(reading, bytes, from, length);
                        out.put(bytes, from, length);
                        return true;
                    };
            case BOOLEAN,
                            INT2,
                            INT4,
                            INT8,
                            FLOAT4,
                            FLOAT8,
                            NUMERIC,
                            BYTEA,
                            DATE,
                            TIMESTAMP,
                            TIMESTAMPTZ ->
                    null;
        };
    }

    static void checkText(Reading reading, byte[] bytes, int from, int length) {
        if (length == 0 && reading == Reading.ENUM) {
            throw new ValueRefused(
                    "22P02", "the column holds the server's sign of an invalid ENUM value");
        }
        if (!Utf8.isValid(bytes, from, length)) {
            throw new ValueRefused("22021", "the text is damaged: its bytes are no UTF-8");
        }
    }

    static String ascii(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.US_ASCII);
    }
}
