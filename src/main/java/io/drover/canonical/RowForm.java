package io.drover.canonical;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The canonical form of one row at a time: a count of frames, then one frame a column: tag, length,
 * payload, all numbers big-endian. It is written once and forwards.
 *
 * <p>A payload is begun, appended to and ended, so that its length need not be known before. What
 * is appended must be the payload as {@code canonical-form.md} defines it; nothing is checked here.
 *
 * <p>Not thread-safe: one per task. Nothing is allocated per row, but by a row longer than all
 * before.
 */
public final class RowForm {
    /** In place of the length: NULL, which has no payload. */
    public static final int NULL = -1;

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FIRST_BYTES = 1024;

    private final int[] starts;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int columns;
    private int lengthAt;

    /** For rows of exactly {@code columns} columns. */
    public RowForm(int columns) {
        this.starts = new int[columns + 1];
        clear();
    }

    /** Begins the next row; what was there is gone. */
    public void clear() {
        length = 0;
        columns = 0;
        appendInt(starts.length - 1);
        starts[0] = length;
    }

    /** The whole frame of a NULL. */
    public void addNull(int tag) {
        appendInt(tag);
        appendInt(NULL);
        endColumn();
    }

    /** Begins a frame. */
    public void begin(int tag) {
        appendInt(tag);
        lengthAt = length;
        appendInt(0);
    }

    /** Ends the frame that was begun. */
    public void end() {
        INT.set(bytes, lengthAt, length - lengthAt - Integer.BYTES);
        endColumn();
    }

    private void endColumn() {
        if (columns == starts.length - 1) {
            throw new IllegalStateException(
                    "A row of %d columns has no room for one more".formatted(columns));
        }
        starts[++columns] = length;
    }

    public void appendByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    public void appendInt(int value) {
        room(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    public void appendLong(long value) {
        room(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    public void append(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Puts a number where one was appended before, as a count that is known only later. */
    public void putInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes =
                    Arrays.copyOf(
                            bytes,
                            Math.max(
                                    Math.addExact(length, more),
                                    (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 16)));
        }
    }

    /** The form so far; good until the next row. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many of {@link #bytes} belong to it. */
    public int length() {
        return length;
    }

    /** How many columns a row has. */
    public int columns() {
        return starts.length - 1;
    }

    /** How many columns the row has by now. */
    public int written() {
        return columns;
    }

    /** Where the frame of a column begins, from 0; of the column behind the last one, the end. */
    public int frameAt(int column) {
        return starts[column];
    }
}
