package io.drover.jdbc;

import io.drover.model.WireForm;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * A {@code COPY … FROM STDIN} that rows are written to, gathered into messages of about 256 KiB.
 *
 * <p>Failures stay {@link SQLException}: whoever loads decides by SQLSTATE whether a row was
 * refused or the connection lost.
 */
public final class CopyInRows implements AutoCloseable {
    private static final int MESSAGE_BYTES = 256 * 1024;
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {-1, -1};

    private final CopyIn copy;
    private final WireForm form;
    private final byte[] buffer = new byte[MESSAGE_BYTES];
    private int used;

    public CopyInRows(Connection connection, String copySql, WireForm form) throws SQLException {
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copySql);
        this.form = form;
        if (form == WireForm.BINARY) {
            write(HEADER, 0, HEADER.length);
        }
    }

    /** Adds a row, or several that lie one behind the other. */
    public void write(byte[] array, int offset, int length) throws SQLException {
        if (length > buffer.length - used) {
            flush();
            if (length > buffer.length) {
                // A message need not end with a row: the server can begin before the last byte.
                for (int sent = 0; sent < length; sent += MESSAGE_BYTES) {
                    copy.writeToCopy(array, offset + sent, Math.min(MESSAGE_BYTES, length - sent));
                }
                return;
            }
        }
        System.arraycopy(array, offset, buffer, used, length);
        used += length;
    }

    /** Ends the copy; how many rows the server says it took. */
    public long finish() throws SQLException {
        if (form == WireForm.BINARY) {
            write(TRAILER, 0, TRAILER.length);
        }
        flush();
        return copy.endCopy();
    }

    /** Cancels a copy that was not finished. */
    @Override
    public void close() {
        if (copy.isActive()) {
            try {
                copy.cancelCopy();
            } catch (SQLException alreadyGone) {
                // The server has ended the copy itself, or is gone: the transaction is lost either
                // way.
            }
        }
    }

    private void flush() throws SQLException {
        if (used > 0) {
            copy.writeToCopy(buffer, 0, used);
            used = 0;
        }
    }
}
