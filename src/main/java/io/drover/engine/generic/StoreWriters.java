package io.drover.engine.generic;

import io.drover.engine.jdbc.HeldConnection;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Drivers;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Opens connections that write, no more at once than a database takes. */
final class StoreWriters {
    private static final Map<String, Semaphore> WRITERS = new ConcurrentHashMap<>();

    private StoreWriters() {}

    /** A connection in autocommit mode, its session begun. */
    static Connection plain(EndpointSpec endpoint, Session session) {
        Drivers.require(Side.TARGET, endpoint, GenericConnections.settings(endpoint).driverClass());
        EndpointSpec alike = GenericConnections.streaming(endpoint);
        Connection connection = Connections.open(Side.TARGET, alike, session);
        try (Statement statement = connection.createStatement()) {
            Product product =
                    GenericDialect.of(connection, GenericConnections.settings(endpoint)).product();
            for (String sql : product.session()) {
                statement.execute(sql);
            }
            return connection;
        } catch (SQLException failure) {
            GenericConnections.close(connection);
            throw SqlFailures.wrap(Side.TARGET, "write to " + endpoint.url(), failure);
        } catch (RuntimeException failure) {
            GenericConnections.close(connection);
            throw failure;
        }
    }

    /**
     * A connection with autocommit off, when it is its turn.
     *
     * @param process of the driver: an embedded database takes no other
     */
    static HeldConnection open(EndpointSpec endpoint, int most, long process) {
        refuseAnotherProcess(endpoint, process);
        Semaphore free = WRITERS.computeIfAbsent(endpoint.url(), url -> new Semaphore(most, true));
        free.acquireUninterruptibly();
        try {
            Connection connection = plain(endpoint, new Session("drover", Session.Timeouts.NONE));
            connection.setAutoCommit(false);
            return new Writer(connection, free);
        } catch (SQLException failure) {
            free.release();
            throw SqlFailures.wrap(Side.TARGET, "write to " + endpoint.url(), failure);
        } catch (RuntimeException failure) {
            free.release();
            throw failure;
        }
    }

    private static void refuseAnotherProcess(EndpointSpec endpoint, long process) {
        String url = endpoint.url();
        boolean embedded =
                url.startsWith("jdbc:duckdb:")
                        || (url.startsWith("jdbc:h2:")
                                && !url.startsWith("jdbc:h2:tcp:")
                                && !url.startsWith("jdbc:h2:ssl:"));
        if (embedded && process != ProcessHandle.current().pid()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot write to %s: this task runs in another process than the driver, and an embedded database is opened by one. Run with spark.master = local[*]."
                            .formatted(url));
        }
    }

    private record Writer(Connection connection, Semaphore free) implements HeldConnection {
        @Override
        public void close() {
            // What was not committed is rolled back with it.
            GenericConnections.close(connection);
            free.release();
        }
    }
}
