package io.drover.canonical;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the frames of one binary COPY row at a time: where each field lies, without copying it.
 *
 * <p>Not thread-safe: one per task. Nothing is allocated per row.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Binary Format": an int16 field count, then per field
 * an int32 length (-1 for NULL) and the bytes, all big-endian.
 */
public final class BinaryTuples {
    /** What {@link #fieldLength} gives for NULL. */
    public static final int NULL = -1;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int[] offsets;
    private final int[] lengths;

    /** For rows of exactly {@code fields} fields. */
    public BinaryTuples(int fields) {
        this.offsets = new int[fields];
        this.lengths = new int[fields];
    }

    /**
     * Finds the first {@code fields} fields of the row in {@code row[offset, offset + length)}.
     *
     * @return the offset behind the last field that was looked at
     * @throws IllegalStateException when the bytes are not a row of the expected field count
     */
    public int scan(byte[] row, int offset, int length, int fields) {
        int count = length < Short.BYTES ? -1 : (short) SHORT.get(row, offset);
        if (count != lengths.length) {
            throw new IllegalStateException(
                    "A row of %d bytes has %d fields, not %d"
                            .formatted(length, count, lengths.length));
        }
        int end = offset + length;
        int at = offset + Short.BYTES;
        for (int field = 0; field < fields; field++) {
            if (end - at < Integer.BYTES) {
                throw cut(length, field);
            }
            int bytes = (int) INT.get(row, at);
            at += Integer.BYTES;
            if (bytes < NULL || bytes > end - at) {
                throw cut(length, field);
            }
            offsets[field] = at;
            lengths[field] = bytes;
            at += Math.max(0, bytes);
        }
        return at;
    }

    /** Finds all fields, and asserts that nothing lies behind them. */
    public void scan(byte[] row, int offset, int length) {
        int end = scan(row, offset, length, lengths.length);
        if (end != offset + length) {
            throw new IllegalStateException(
                    "A row of %d bytes goes on behind its last field, by %d"
                            .formatted(length, offset + length - end));
        }
    }

    public int fields() {
        return lengths.length;
    }

    /** Where the field's bytes begin in the array that was scanned. */
    public int fieldOffset(int field) {
        return offsets[field];
    }

    /** How many bytes it has; {@link #NULL} for NULL. */
    public int fieldLength(int field) {
        return lengths[field];
    }

    public boolean isNull(int field) {
        return lengths[field] == NULL;
    }

    private static IllegalStateException cut(int length, int field) {
        return new IllegalStateException(
                "A row of %d bytes is cut in field %d".formatted(length, field));
    }
}
