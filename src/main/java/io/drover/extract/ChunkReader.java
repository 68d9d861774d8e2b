package io.drover.extract;

import io.drover.engine.ChunkedEngine;
import io.drover.engine.Engines;
import io.drover.engine.ReadRequest;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Opens the rows of chunks as wire bytes, each on a connection that has adopted the snapshot and
 * proved it.
 *
 * <p>Runs on: executors. Memory: one row; a field above the limit is refused before it is read.
 */
public final class ChunkReader {
    private final SourceAccess access;

    public ChunkReader(SourceAccess access) {
        this.access = access;
    }

    /**
     * The rows of a chunk; closing them gives the connection back, once however often.
     *
     * @throws io.drover.error.SnapshotLostException when the snapshot is gone
     * @throws MigrationException TRANSIENT when the connection was lost; SOURCE
     */
    public WireRows open(TablePlan table, ChunkPlan chunk) {
        if (Engines.covers(access.endpoint())) {
            return engine().read(request(table, chunk));
        }
        ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections());
        try {
            Connection connection = lease.connection();
            SnapshotHolder.adopt(Side.SOURCE, connection, access.snapshot());
            refuseWideFields(connection, table, chunk);
            return new Leased(
                    lease,
                    new CopyOutRows(
                            Side.SOURCE, connection, ReadSql.copy(table, chunk), table.wire()));
        } catch (RuntimeException failure) {
            giveBack(lease);
            throw failure;
        }
    }

    /** The same refusal for a read by other means than {@link #open}. */
    public void refuseWideFields(TablePlan table, ChunkPlan chunk) {
        if (Engines.covers(access.endpoint())) {
            // An engine's own reading refuses them.
            return;
        }
        ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections());
        try {
            SnapshotHolder.adopt(Side.SOURCE, lease.connection(), access.snapshot());
            refuseWideFields(lease.connection(), table, chunk);
        } finally {
            giveBack(lease);
        }
    }

    private ReadRequest request(TablePlan table, ChunkPlan chunk) {
        return new ReadRequest(
                access.endpoint(),
                access.snapshot(),
                access.connections(),
                access.maxFieldBytes(),
                table,
                chunk);
    }

    private ChunkedEngine engine() {
        if (Engines.of(access.endpoint()) instanceof ChunkedEngine chunked) {
            return chunked;
        }
        throw new IllegalStateException(
                "Tasks do not read chunks of a " + access.endpoint().type());
    }

    private void refuseWideFields(Connection connection, TablePlan table, ChunkPlan chunk) {
        if (!table.guardFields()) {
            return;
        }
        @Nullable String sql = ReadSql.widestField(table, chunk, access.maxFieldBytes());
        if (sql == null) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            if (result.next()) {
                throw new MigrationException(
                        ErrorKind.SOURCE,
                        ("Cannot read %s: the row whose widest field is %s, at ctid %s, has %d bytes, more than"
                                        + " transfer.max-field-bytes (%d). Leave the row out with `where`, or raise"
                                        + " the limit together with the heap: a task holds three times a field.")
                                .formatted(
                                        table.source(),
                                        result.getString(2),
                                        result.getString(1),
                                        result.getLong(3),
                                        access.maxFieldBytes()));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.SOURCE, "look for wide fields in " + table.source(), failure);
        }
    }

    private static void giveBack(ConnectionPool.Lease lease) {
        try {
            lease.connection().rollback();
        } catch (SQLException lost) {
            // A lost connection has no transaction; the pool throws it away.
        }
        lease.close();
    }

    /** Rows that hold a borrowed connection. */
    private static final class Leased implements WireRows {
        private final ConnectionPool.Lease lease;
        private final WireRows rows;
        private boolean closed;

        Leased(ConnectionPool.Lease lease, WireRows rows) {
            this.lease = lease;
            this.rows = rows;
        }

        @Override
        public boolean advance() {
            return rows.advance();
        }

        @Override
        public byte[] array() {
            return rows.array();
        }

        @Override
        public int offset() {
            return rows.offset();
        }

        @Override
        public int length() {
            return rows.length();
        }

        @Override
        public long sent() {
            return rows.sent();
        }

        @Override
        public List<UnreadableRow> unreadable() {
            return rows.unreadable();
        }

        @Override
        public long nulled() {
            return rows.nulled();
        }

        @Override
        public void close() {
            if (!closed) {
                // A lease given back twice would be two.
                closed = true;
                rows.close();
                giveBack(lease);
            }
        }
    }
}
