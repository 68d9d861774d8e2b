package io.drover.extract.connector;

import io.drover.model.Nullable;
import io.drover.model.rules.DecodedColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decoders of binary COPY fields, by the Spark type that is wanted; what was selected is the type
 * that {@code dialect.postgres.SparkTypes} pairs with it, or text.
 *
 * <p>Source: the send functions of PostgreSQL's types: numbers big-endian, text as it is.
 */
final class BinaryDecoders {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] HEXADECIMAL = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int UUID_BYTES = 16;
    private static final int UUID_CHARACTERS = 36;
    private static final byte JSONB_VERSION = 1;

    private BinaryDecoders() {}

    static FieldDecoder of(DecodedColumn column, DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal(decimal);
        }
        return switch (type.typeName()) {
            case "boolean" ->
                    (array, from, length, row, at) -> {
                        expect("boolean", length, 1);
                        row.setBoolean(at, array[from] != 0);
                        return null;
                    };
            case "short" ->
                    (array, from, length, row, at) -> {
                        expect("smallint", length, Short.BYTES);
                        row.setShort(at, (short) SHORT.get(array, from));
                        return null;
                    };
            case "integer" ->
                    (array, from, length, row, at) -> {
                        expect("integer", length, Integer.BYTES);
                        row.setInt(at, (int) INT.get(array, from));
                        return null;
                    };
            case "long" -> BinaryDecoders::bigint;
            case "float" ->
                    (array, from, length, row, at) -> {
                        expect("real", length, Integer.BYTES);
                        row.setFloat(at, Float.intBitsToFloat((int) INT.get(array, from)));
                        return null;
                    };
            case "double" ->
                    (array, from, length, row, at) -> {
                        expect("double precision", length, Long.BYTES);
                        row.setDouble(at, Double.longBitsToDouble((long) LONG.get(array, from)));
                        return null;
                    };
            case "date" -> BinaryDecoders::date;
            case "timestamp" -> timestamp("+00");
            case "timestamp_ntz" -> timestamp("");
            case "binary" ->
                    (array, from, length, row, at) -> {
                        row.update(at, Arrays.copyOfRange(array, from, from + length));
                        return null;
                    };
            case "string" -> string(column.sourceType());
            default ->
                    throw new IllegalArgumentException(
                            "No column is read as %s: %s".formatted(type.sql(), column.name()));
        };
    }

    private static @Nullable String bigint(
            byte[] array, int from, int length, SpecificInternalRow row, int at) {
        if (length == Integer.BYTES) {
            // An oid, which has no sign.
            row.setLong(at, (int) INT.get(array, from) & 0xffff_ffffL);
        } else {
            expect("bigint", length, Long.BYTES);
            row.setLong(at, (long) LONG.get(array, from));
        }
        return null;
    }

    private static @Nullable String date(
            byte[] array, int from, int length, SpecificInternalRow row, int at) {
        expect("date", length, Integer.BYTES);
        int days = (int) INT.get(array, from);
        if (!PostgresTimes.holdsDate(days)) {
            return PostgresTimes.dateText(days);
        }
        row.setInt(at, PostgresTimes.sparkDate(days));
        return null;
    }

    private static FieldDecoder timestamp(String zone) {
        return (array, from, length, row, at) -> {
            expect("timestamp", length, Long.BYTES);
            long micros = (long) LONG.get(array, from);
            if (!PostgresTimes.holdsTimestamp(micros)) {
                return PostgresTimes.timestampText(micros, zone);
            }
            row.setLong(at, PostgresTimes.sparkTimestamp(micros));
            return null;
        };
    }

    private static FieldDecoder decimal(DecimalType type) {
        NumericWire numeric = new NumericWire(type.precision(), type.scale());
        return (array, from, length, row, at) -> {
            Decimal value = numeric.decimal(array, from, length);
            if (value == null) {
                return NumericWire.text(array, from, length);
            }
            row.update(at, value);
            return null;
        };
    }

    private static FieldDecoder string(String sourceType) {
        return switch (sourceType) {
            case "jsonb" ->
                    (array, from, length, row, at) -> {
                        // Selected as text, it begins with no version: that is no character of
                        // JSON.
                        int version = length > 0 && array[from] == JSONB_VERSION ? 1 : 0;
                        row.update(
                                at, UTF8String.fromBytes(array, from + version, length - version));
                        return null;
                    };
            case "uuid" ->
                    (array, from, length, row, at) -> {
                        row.update(
                                at,
                                length == UUID_BYTES
                                        ? UTF8String.fromBytes(uuid(array, from))
                                        : UTF8String.fromBytes(array, from, length));
                        return null;
                    };
            default ->
                    (array, from, length, row, at) -> {
                        row.update(at, UTF8String.fromBytes(array, from, length));
                        return null;
                    };
        };
    }

    private static byte[] uuid(byte[] array, int from) {
        byte[] text = new byte[UUID_CHARACTERS];
        int to = 0;
        for (int index = 0; index < UUID_BYTES; index++) {
            if (index == 4 || index == 6 || index == 8 || index == 10) {
                text[to++] = '-';
            }
            text[to++] = HEXADECIMAL[(array[from + index] >> 4) & 0xf];
            text[to++] = HEXADECIMAL[array[from + index] & 0xf];
        }
        return text;
    }

    private static void expect(String type, int length, int expected) {
        if (length != expected) {
            throw FieldDecoder.wrongLength(type, length);
        }
    }
}
