package io.drover.reconcile;

import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A connection of a task, inside the snapshot of its side; closing gives it back, once. */
public final class SideSession implements AutoCloseable {
    private final SideAccess access;
    private final ConnectionPool.Lease lease;
    private boolean closed;

    private SideSession(SideAccess access, ConnectionPool.Lease lease) {
        this.access = access;
        this.lease = lease;
    }

    public static SideSession open(SideAccess access) {
        ConnectionPool.Lease lease =
                ConnectionPool.borrow(access.side(), access.endpoint(), access.connections());
        try {
            SnapshotHolder.adopt(access.side(), lease.connection(), access.snapshot());
            try (Statement statement = lease.connection().createStatement()) {
                // Tasks are the parallelism; a scan that brings workers of its own takes more than
                // its share, and gives rows in another order each time.
                statement.execute("SET LOCAL max_parallel_workers_per_gather = 0");
            }
            return new SideSession(access, lease);
        } catch (SQLException failure) {
            lease.close();
            throw SqlFailures.wrap(access.side(), "read from the " + access.side(), failure);
        } catch (RuntimeException failure) {
            lease.close();
            throw failure;
        }
    }

    /** The only value of the first row, or null where there is none. */
    @Nullable
    String value(String sql) {
        try (Statement statement = lease.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(access.side(), "read from the " + access.side(), failure);
        }
    }

    /** Every row of a query, one after the other. */
    void forEach(String sql, RowReader reader) {
        try (Statement statement = lease.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(access.side(), "read from the " + access.side(), failure);
        }
    }

    /** Reads one row of a result. */
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    public CopyOutRows copy(String copySql) {
        return new CopyOutRows(access.side(), lease.connection(), copySql, WireForm.BINARY);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            lease.close();
        }
    }
}
