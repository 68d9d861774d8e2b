package io.drover.extract.connector;

import io.drover.model.Nullable;
import io.drover.model.rules.DecodedColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decoders of text COPY fields whose escapes are taken off, by the Spark type that is wanted, as a
 * session prints them that {@code jdbc.Connections} has fixed: UTC, ISO dates, {@code bytea} as
 * hexadecimal digits.
 *
 * <p>Source: the output functions of PostgreSQL's types.
 */
final class TextDecoders {
    private static final Set<String> NO_NUMBER = Set.of("NaN", "Infinity", "-Infinity");

    private TextDecoders() {}

    static FieldDecoder of(DecodedColumn column, DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal(decimal);
        }
        return switch (type.typeName()) {
            case "boolean" ->
                    (array, from, length, row, at) -> {
                        if (length != 1) {
                            throw FieldDecoder.wrongLength("boolean", length);
                        }
                        row.setBoolean(at, array[from] == 't');
                        return null;
                    };
            case "short" ->
                    (array, from, length, row, at) -> {
                        row.setShort(at, (short) integer(array, from, length));
                        return null;
                    };
            case "integer" ->
                    (array, from, length, row, at) -> {
                        row.setInt(at, (int) integer(array, from, length));
                        return null;
                    };
            case "long" ->
                    (array, from, length, row, at) -> {
                        row.setLong(at, integer(array, from, length));
                        return null;
                    };
            case "float" ->
                    (array, from, length, row, at) -> {
                        row.setFloat(at, Float.parseFloat(ascii(array, from, length)));
                        return null;
                    };
            case "double" ->
                    (array, from, length, row, at) -> {
                        row.setDouble(at, Double.parseDouble(ascii(array, from, length)));
                        return null;
                    };
            case "date" -> TextDecoders::date;
            case "timestamp" -> timestamp("+00");
            case "timestamp_ntz" -> timestamp("");
            case "binary" ->
                    (array, from, length, row, at) -> {
                        row.update(at, bytes(array, from, length));
                        return null;
                    };
            case "string" ->
                    (array, from, length, row, at) -> {
                        row.update(at, UTF8String.fromBytes(array, from, length));
                        return null;
                    };
            default ->
                    throw new IllegalArgumentException(
                            "No column is read as %s: %s".formatted(type.sql(), column.name()));
        };
    }

    private static FieldDecoder decimal(DecimalType type) {
        NumericWire numeric = new NumericWire(type.precision(), type.scale());
        return (array, from, length, row, at) -> {
            String text = ascii(array, from, length);
            Decimal value = NO_NUMBER.contains(text) ? null : numeric.of(new BigDecimal(text));
            if (value == null) {
                return text;
            }
            row.update(at, value);
            return null;
        };
    }

    private static @Nullable String date(
            byte[] array, int from, int length, SpecificInternalRow row, int at) {
        int days = PostgresTimes.parseDate(array, from, length);
        if (days == PostgresTimes.NO_DATE) {
            return ascii(array, from, length);
        }
        row.setInt(at, days);
        return null;
    }

    private static FieldDecoder timestamp(String zone) {
        return (array, from, length, row, at) -> {
            long micros = PostgresTimes.parseTimestamp(array, from, length, zone);
            if (micros == PostgresTimes.NO_TIMESTAMP) {
                return ascii(array, from, length);
            }
            row.setLong(at, micros);
            return null;
        };
    }

    /** Counted below zero, where there is room for one more. */
    private static long integer(byte[] array, int from, int length) {
        boolean negative = length > 0 && array[from] == '-';
        long value = 0;
        for (int at = from + (negative ? 1 : 0); at < from + length; at++) {
            if (array[at] < '0' || array[at] > '9') {
                throw new IllegalStateException(
                        "A field of %d bytes is no integer".formatted(length));
            }
            value = value * 10 - (array[at] - '0');
        }
        return negative ? value : -value;
    }

    private static byte[] bytes(byte[] array, int from, int length) {
        if (length < 2 || length % 2 != 0 || array[from] != '\\' || array[from + 1] != 'x') {
            throw FieldDecoder.wrongLength("bytea", length);
        }
        byte[] bytes = new byte[length / 2 - 1];
        for (int index = 0; index < bytes.length; index++) {
            int at = from + 2 + 2 * index;
            bytes[index] =
                    (byte)
                            (Character.digit(array[at], 16) << 4
                                    | Character.digit(array[at + 1], 16));
        }
        return bytes;
    }

    private static String ascii(byte[] array, int from, int length) {
        return new String(array, from, length, StandardCharsets.US_ASCII);
    }
}
