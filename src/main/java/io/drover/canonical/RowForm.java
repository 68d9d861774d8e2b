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

    /** What every Java can make an array of. */
    private static final int LONGEST = Integer.MAX_VALUE - 16;

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

    /**
     * A finished form, to be read.
     *
     * @throws IllegalStateException when the bytes are no form of a row
     */
    public static RowForm read(byte[] form) {
        int columns = form.length < Integer.BYTES ? -1 : (int) INT.get(form, 0);
        // Every column has a tag and a length: what is longer is no count.
        if (columns < 0 || columns > form.length / (2 * Integer.BYTES)) {
            throw new IllegalStateException(
                    "The %d bytes are no form of a row".formatted(form.length));
        }
        RowForm row = new RowForm(columns);
        row.load(form, 0, form.length);
        return row;
    }

    /**
     * Takes over a finished form of as many columns, in place of what was there.
     *
     * @throws IllegalStateException when the bytes are not that
     */
    public void load(byte[] form, int offset, int count) {
        length = 0;
        append(form, offset, count);
        int wanted = starts.length - 1;
        int at = Integer.BYTES;
        if (count < at || (int) INT.get(bytes, 0) != wanted) {
            throw malformed(count, "not of %d columns".formatted(wanted));
        }
        for (columns = 0; columns < wanted; columns++) {
            starts[columns] = at;
            if (count - at < 2 * Integer.BYTES) {
                throw malformed(count, "cut in column " + columns);
            }
            int payload = (int) INT.get(bytes, at + Integer.BYTES);
            at += 2 * Integer.BYTES;
            if (payload < NULL || payload > count - at) {
                throw malformed(count, "cut in column " + columns);
            }
            at += Math.max(0, payload);
        }
        starts[columns] = at;
        if (at != count) {
            throw malformed(count, "longer than its frames by " + (count - at));
        }
    }

    private static IllegalStateException malformed(int bytes, String why) {
        return new IllegalStateException("The form of %d bytes is %s".formatted(bytes, why));
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
        head(tag, NULL);
        endColumn();
    }

    /** Begins a frame. */
    public void begin(int tag) {
        head(tag, 0);
        lengthAt = length - Integer.BYTES;
    }

    private void head(int tag, int payload) {
        appendLong(((long) tag << Integer.SIZE) | Integer.toUnsignedLong(payload));
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

    /** Makes room for bytes that the caller puts into {@link #bytes}; gives where they begin. */
    int grow(int count) {
        room(count);
        length += count;
        return length - count;
    }

    /** Takes back what was appended behind {@code to}, a length that the form had before. */
    void cut(int to) {
        length = to;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            if (length + (long) more > LONGEST) {
                throw new IllegalStateException(
                        "A row's form has more than %d bytes".formatted(LONGEST));
            }
            long doubled = Math.min(bytes.length * 2L, LONGEST);
            bytes = Arrays.copyOf(bytes, (int) Math.max(length + (long) more, doubled));
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

    /** The type of a column's frame. */
    public int tag(int column) {
        return (int) INT.get(bytes, starts[column]);
    }

    /** Where the payload of a column begins. */
    public int payloadAt(int column) {
        return starts[column] + 2 * Integer.BYTES;
    }

    /** How long the payload of a column is; {@link #NULL} for NULL. */
    public int payloadLength(int column) {
        return (int) INT.get(bytes, starts[column] + Integer.BYTES);
    }

    public boolean isNull(int column) {
        return payloadLength(column) == NULL;
    }

    /** A copy of the form. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
