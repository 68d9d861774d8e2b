package io.drover.engine.mysql;

import io.drover.engine.ReadRequest;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A connection that a task reads on: one that is held for the moment, or, where the moment is
 * fuzzy, one of the pool in a transaction of its own. Not thread-safe.
 */
final class ReaderLease implements AutoCloseable {
    private static final int DEFINITION_CHANGED = 1412;

    private final Side side;
    private final @Nullable HeldReaders held;
    private final ConnectionPool.@Nullable Lease pooled;
    private final Connection connection;
    private boolean lost;

    private ReaderLease(
            Side side,
            @Nullable HeldReaders held,
            ConnectionPool.@Nullable Lease pooled,
            Connection connection) {
        this.side = side;
        this.held = held;
        this.pooled = pooled;
        this.connection = connection;
    }

    static ReaderLease of(ReadRequest request) {
        return of(Side.SOURCE, request.endpoint(), request.snapshot(), request.connections());
    }

    static ReaderLease of(Side side, EndpointSpec endpoint, Snapshot snapshot, int connections) {
        if (!MomentName.isFuzzy(snapshot)) {
            return ofHeld(side, HeldReaders.of(snapshot));
        }
        ConnectionPool.Lease pooled = ConnectionPool.borrow(side, endpoint, connections);
        try (Statement statement = pooled.connection().createStatement()) {
            statement.execute(ReaderSessions.BEGIN);
            return new ReaderLease(side, null, pooled, pooled.connection());
        } catch (SQLException failure) {
            pooled.close();
            throw SqlFailures.wrap(side, "open a transaction in the " + side, failure);
        }
    }

    /** A reader of a moment that is held here. */
    static ReaderLease ofHeld(Side side, HeldReaders held) {
        return new ReaderLease(side, held, null, held.borrow());
    }

    Connection connection() {
        return connection;
    }

    /** The operator's view of a failure; that of a moment which is lost with it. */
    MigrationException failure(String attempted, SQLException failure) {
        if (failure.getErrorCode() == DEFINITION_CHANGED) {
            return new SnapshotLostException(
                    "Cannot %s: the table was altered since the moment that is read. Give the same command again: it opens a new one."
                            .formatted(attempted),
                    failure);
        }
        if (held != null && SqlFailures.isTransient(failure)) {
            lost = true;
            return held.lost(attempted, failure);
        }
        return SqlFailures.wrap(side, attempted, failure);
    }

    /**
     * Ends a statement before its last row: the server is told, since closing would read all that
     * is left.
     */
    void cancel(Statement statement, ResultSet rows) {
        try {
            statement.cancel();
            rows.close();
            statement.close();
        } catch (SQLException ended) {
            // The server broke it off, as it was told.
        }
        try (Statement next = connection.createStatement()) {
            // A kill that came late meets this statement, and no other.
            next.execute("DO 0");
        } catch (SQLException killed) {
            probe();
        }
    }

    private void probe() {
        try (Statement again = connection.createStatement()) {
            again.execute("DO 0");
        } catch (SQLException gone) {
            lost = true;
            if (held != null) {
                held.lost("a reader of it", gone);
            }
        }
    }

    @Override
    public void close() {
        if (held != null) {
            if (!lost) {
                held.giveBack(connection);
            }
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException gone) {
            // The pool throws a lost connection away.
        } finally {
            pooled.close();
        }
    }
}
