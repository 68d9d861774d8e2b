package io.drover.jdbc;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.postgresql.jdbc.PgConnection;

/**
 * The rows of a {@code COPY … TO STDOUT}, as they come over the wire.
 *
 * <p>The server sends one message per row, but the protocol does not promise it ("applications
 * should not depend"), so rows are found by their own framing, and rows cut by a message are put
 * together.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Binary Format"; 55.2.6 "COPY Operations".
 */
public final class CopyOutRows implements WireRows {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
    };
    private static final int FIXED_HEADER = SIGNATURE.length + 8;

    private final Side side;
    private final Connection connection;
    private final CopyOut copy;
    private final WireForm form;
    private byte[] message = new byte[0];
    private int offset;
    private int length;
    private boolean headerRead;
    private boolean ended;

    public CopyOutRows(Side side, Connection connection, String copySql, WireForm form) {
        this.side = side;
        this.connection = connection;
        this.form = form;
        this.headerRead = form == WireForm.TEXT;
        try {
            this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copySql);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "read from the " + side, failure);
        }
    }

    @Override
    public boolean advance() {
        if (ended) {
            return false;
        }
        offset += length;
        length = 0;
        while (true) {
            if (headerRead || readHeader()) {
                length = form == WireForm.BINARY ? tupleLength() : lineLength();
                if (length > 0) {
                    return true;
                }
            }
            if (!receive()) {
                end();
                return false;
            }
        }
    }

    @Override
    public byte[] array() {
        return message;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long sent() {
        if (!ended) {
            throw new IllegalStateException("The copy has not ended yet");
        }
        return copy.getHandledRowCount();
    }

    /**
     * Ends the copy. One that has not come to its end takes its connection with it: the request
     * that would cancel it goes another way than the data, and may meet the statement after it.
     */
    @Override
    public void close() {
        if (copy.isActive()) {
            try {
                connection.unwrap(PgConnection.class).abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                // The connection is lost: there is nothing to end.
            }
        }
    }

    private boolean receive() {
        try {
            byte[] next = copy.readFromCopy();
            if (next == null) {
                return false;
            }
            if (offset == message.length) {
                message = next;
            } else {
                int rest = message.length - offset;
                byte[] joined = Arrays.copyOfRange(message, offset, message.length + next.length);
                System.arraycopy(next, 0, joined, rest, next.length);
                message = joined;
            }
            offset = 0;
            return true;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "read from the " + side, failure);
        }
    }

    private void end() {
        boolean trailerOnly =
                form == WireForm.BINARY
                        && message.length - offset == 2
                        && message[offset] == -1
                        && message[offset + 1] == -1;
        if (!headerRead || (offset != message.length && !trailerOnly)) {
            throw new IllegalStateException(
                    "COPY ended inside a row: "
                            + (message.length - offset)
                            + " bytes are left over");
        }
        ended = true;
    }

    private boolean readHeader() {
        if (message.length - offset < FIXED_HEADER) {
            return false;
        }
        if (!Arrays.equals(
                message, offset, offset + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            throw new IllegalStateException("Not a binary COPY stream: its signature is wrong");
        }
        int header = FIXED_HEADER + int32(offset + SIGNATURE.length + 4);
        if (message.length - offset < header) {
            return false;
        }
        offset += header;
        headerRead = true;
        return true;
    }

    /** Bytes of the row at the offset; 0 when it is not whole yet, or is the trailer. */
    private int tupleLength() {
        int position = offset;
        if (message.length - position < 2) {
            return 0;
        }
        int fields = (short) ((message[position] << 8) | (message[position + 1] & 0xff));
        position += 2;
        for (int field = 0; field < fields; field++) {
            if (message.length - position < 4) {
                return 0;
            }
            int bytes = int32(position);
            position += 4;
            if (bytes > 0) {
                if (message.length - position < bytes) {
                    return 0;
                }
                position += bytes;
            }
        }
        return fields < 0 ? 0 : position - offset;
    }

    private int lineLength() {
        for (int position = offset; position < message.length; position++) {
            if (message[position] == '\n') {
                return position + 1 - offset;
            }
        }
        return 0;
    }

    private int int32(int position) {
        return (message[position] << 24)
                | ((message[position + 1] & 0xff) << 16)
                | ((message[position + 2] & 0xff) << 8)
                | (message[position + 3] & 0xff);
    }
}
