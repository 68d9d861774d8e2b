package io.drover.engine.mysql;

import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.StoreConnections;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The connections that write, of the pool that the tasks of a JVM share.
 *
 * @param isolation READ COMMITTED where the server's log can have it: tasks that merge rows into
 *     one table would lock gaps of its keys against each other otherwise
 */
record MysqlWriters(EndpointSpec endpoint, int connections, String isolation)
        implements StoreConnections {
    private static final long serialVersionUID = 1L;

    @Override
    public HeldConnection open() {
        ConnectionPool.Lease lease = ConnectionPool.borrow(Side.TARGET, endpoint, connections);
        try {
            try (Statement statement = lease.connection().createStatement()) {
                statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL " + isolation);
                // Rows come in the order of their chunks, parents after children too. What a
                // server's own settings would pass over is said here.
                statement.execute(
                        "SET SESSION foreign_key_checks = 0, unique_checks = 1, sql_notes = 1, max_error_count = 64");
            }
            lease.connection().setAutoCommit(false);
            return new Writer(lease);
        } catch (SQLException failure) {
            lease.close();
            throw SqlFailures.wrap(Side.TARGET, "write to " + endpoint.url(), failure);
        }
    }

    private record Writer(ConnectionPool.Lease lease) implements HeldConnection {
        @Override
        public Connection connection() {
            return lease.connection();
        }

        @Override
        public void close() {
            try {
                lease.connection().rollback();
                lease.connection().setAutoCommit(true);
            } catch (SQLException lost) {
                // What was not committed is gone with the connection.
            }
            lease.close();
        }
    }
}
