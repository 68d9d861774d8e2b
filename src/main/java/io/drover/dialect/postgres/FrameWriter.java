package io.drover.dialect.postgres;

import io.drover.canonical.CanonicalValues;
import io.drover.canonical.DecimalForm;
import io.drover.canonical.JsonForm;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireFrame.Wire;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes fields of a binary COPY as frames.
 *
 * <p>Not thread-safe: one per task. Nothing is allocated per field.
 *
 * <p>Source: the send functions of PostgreSQL's types; {@code array_send} in arrayfuncs.c.
 */
public final class FrameWriter {
    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.BIG_ENDIAN);
    private static final int ARRAY_HEADER = 12;
    private static final int DIMENSION = 8;

    private final JsonForm json = new JsonForm();

    /**
     * Adds one column to the row.
     *
     * @param length of the field; negative for NULL
     * @throws IllegalStateException when the field is none of the type
     */
    public void add(WireFrame frame, byte[] row, int at, int length, RowForm into) {
        if (length < 0) {
            into.addNull(frame.tag());
            return;
        }
        into.begin(frame.tag());
        if (frame.array()) {
            array(frame, row, at, length, into);
        } else {
            payload(frame.wire(), row, at, length, into);
        }
        into.end();
    }

    private void payload(Wire wire, byte[] row, int at, int length, RowForm into) {
        switch (wire) {
            case BYTES, PRINTED -> into.append(row, at, length);
            case INT2, INT4, INT8 -> into.appendLong(whole(wire, row, at, length));
            case INT2_AS_DECIMAL, INT4_AS_DECIMAL, INT8_AS_DECIMAL ->
                    DecimalForm.append(whole(wire, row, at, length), into);
            case NUMERIC -> DecimalForm.appendWire(row, at, length, into);
            case FLOAT4 -> {
                check(wire, length, Float.BYTES);
                double value = (float) FLOAT.get(row, at);
                into.appendLong(CanonicalValues.floatBits(Double.doubleToRawLongBits(value)));
            }
            case FLOAT8 -> {
                check(wire, length, Double.BYTES);
                into.appendLong(CanonicalValues.floatBits((long) LONG.get(row, at)));
            }
            case CHAR -> {
                int end = at + length;
                while (end > at && row[end - 1] == ' ') {
                    end--;
                }
                into.append(row, at, end - at);
            }
            case JSON -> json.append(row, at, length, into);
            case JSONB -> {
                if (length < 1 || row[at] != 1) {
                    throw new IllegalStateException(
                            "A jsonb of %d bytes is not of version 1".formatted(length));
                }
                JsonForm.appendOfJsonb(row, at + 1, length - 1, into);
            }
        }
    }

    private static long whole(Wire wire, byte[] row, int at, int length) {
        return switch (wire) {
            case INT2, INT2_AS_DECIMAL -> {
                check(wire, length, Short.BYTES);
                yield (short) SHORT.get(row, at);
            }
            case INT4, INT4_AS_DECIMAL -> {
                check(wire, length, Integer.BYTES);
                yield (int) INT.get(row, at);
            }
            default -> {
                check(wire, length, Long.BYTES);
                yield (long) LONG.get(row, at);
            }
        };
    }

    private void array(WireFrame frame, byte[] row, int at, int length, RowForm into) {
        int dimensions = length < ARRAY_HEADER ? -1 : (int) INT.get(row, at);
        if (dimensions < 0 || length < ARRAY_HEADER + DIMENSION * dimensions) {
            throw new IllegalStateException("An array has not %d bytes".formatted(length));
        }
        into.appendInt(dimensions);
        // The server's own flag may be set by a NULL that is no longer there.
        int flagAt = into.length();
        into.appendInt(0);
        into.appendInt(frame.type().tag());
        into.append(row, at + ARRAY_HEADER, DIMENSION * dimensions);
        int end = at + length;
        int next = at + ARRAY_HEADER + DIMENSION * dimensions;
        while (next < end) {
            int bytes = end - next < Integer.BYTES ? Integer.MIN_VALUE : (int) INT.get(row, next);
            next += Integer.BYTES;
            if (bytes < RowForm.NULL || bytes > end - next) {
                throw new IllegalStateException(
                        "An array of %d bytes is cut in an element".formatted(length));
            }
            if (bytes == RowForm.NULL) {
                into.putInt(flagAt, 1);
                into.appendInt(RowForm.NULL);
                continue;
            }
            int lengthAt = into.length();
            into.appendInt(0);
            payload(frame.wire(), row, next, bytes, into);
            into.putInt(lengthAt, into.length() - lengthAt - Integer.BYTES);
            next += bytes;
        }
    }

    private static void check(Wire wire, int length, int expected) {
        if (length != expected) {
            throw new IllegalStateException("%s has not %d bytes".formatted(wire, length));
        }
    }
}
