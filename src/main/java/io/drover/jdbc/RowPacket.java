package io.drover.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of a text result of MySQL or MariaDB as it came over the wire, read field by field without
 * a copy. The first column of the result must be 0 or 1: the driver hands the packet over with it.
 * The fields are those behind it.
 *
 * <p>Valid until the result moves on. Source: MySQL internals, "ProtocolText::ResultsetRow": each
 * field is a length-encoded string, 0xfb for NULL.
 */
public final class RowPacket {
    private static final int NULL = 0xfb;

    private final byte[] bytes;
    private final int start;
    private int next;
    private int from;
    private int length;

    /** A packet whose first field is the byte before {@code start}. */
    RowPacket(byte[] bytes, int start) {
        this.bytes = bytes;
        this.start = start;
        this.next = start;
    }

    /** The present row of a result. */
    public static RowPacket of(ResultSet rows) throws SQLException {
        return rows.getObject(1, RowPacket.class);
    }

    /** Whether the first column is 1. */
    public boolean flag() {
        return bytes[start - 1] == '1';
    }

    /** Back to before the first field. */
    public void rewind() {
        next = start;
    }

    /** Moves to the next field; false where it is NULL. */
    public boolean advance() {
        int first = bytes[next++] & 0xff;
        switch (first) {
            case NULL:
                from = next;
                length = 0;
                return false;
            case 0xfc:
                length = little(2);
                break;
            case 0xfd:
                length = little(3);
                break;
            case 0xfe:
                // No field is wider than a packet, which is at most a gigabyte.
                length = little(4);
                next += 4;
                break;
            default:
                length = first;
                break;
        }
        from = next;
        next += length;
        return true;
    }

    public byte[] array() {
        return bytes;
    }

    /** Where the field begins. */
    public int from() {
        return from;
    }

    /** Of the field, in bytes. */
    public int length() {
        return length;
    }

    private int little(int count) {
        int value = 0;
        for (int place = 0; place < count; place++) {
            value |= (bytes[next++] & 0xff) << (8 * place);
        }
        return value;
    }
}
