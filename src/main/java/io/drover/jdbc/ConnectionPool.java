package io.drover.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The connections that the tasks of one JVM share, one pool for each endpoint. It is what keeps a
 * migration within {@code max-connections}: a task waits here, without limit, until one is free; a
 * server that cannot be reached is told within the endpoint's connect time-out.
 *
 * <p>Runs on: executors, and the driver in local mode. An unused connection is closed after half a
 * minute; {@link #closeAll()} closes the rest.
 */
public final class ConnectionPool {
    private static final Map<Key, ConnectionPool> POOLS = new LinkedHashMap<>();

    private final Key key;
    private final HikariDataSource connections;
    private final Semaphore free;

    private ConnectionPool(Key key) {
        this.key = key;
        this.connections = open(key);
        this.free = new Semaphore(key.size(), true);
    }

    private record Key(Side side, EndpointSpec endpoint, int size) {}

    /** A borrowed connection in autocommit mode; closing the lease gives it back, rolled back. */
    public static final class Lease implements AutoCloseable {
        private final HikariDataSource pool;
        private final Connection connection;
        private final Semaphore free;

        private Lease(HikariDataSource pool, Connection connection, Semaphore free) {
            this.pool = pool;
            this.connection = connection;
            this.free = free;
        }

        public Connection connection() {
            return connection;
        }

        @Override
        public void close() {
            try {
                if (connection.unwrap(Connection.class).isClosed()) {
                    // The pool would hand it out again, untested, within half a second.
                    pool.evictConnection(connection);
                }
                connection.close();
            } catch (SQLException lost) {
                // The pool throws a lost connection away; the work on it was settled before.
            } finally {
                free.release();
            }
        }
    }

    /**
     * Waits for a free place and borrows a connection without statement time-out.
     *
     * @param size how many this JVM may have open for the endpoint
     */
    public static Lease borrow(Side side, EndpointSpec endpoint, int size) {
        return pool(new Key(side, endpoint, size)).lease();
    }

    /** Closes every pool of this JVM; the next borrower opens a new one. */
    public static synchronized void closeAll() {
        POOLS.values().forEach(pool -> pool.connections.close());
        POOLS.clear();
    }

    private static synchronized ConnectionPool pool(Key key) {
        return POOLS.computeIfAbsent(key, ConnectionPool::new);
    }

    private Lease lease() {
        free.acquireUninterruptibly();
        try {
            Connection connection = connections.getConnection();
            if (!key.endpoint().isPostgres()) {
                Connections.prepare(
                        connection, key.endpoint(), new Session("drover", Session.Timeouts.NONE));
            }
            return new Lease(connections, connection, free);
        } catch (SQLException failure) {
            free.release();
            SQLException cause =
                    failure instanceof SQLTransientConnectionException
                                    && failure.getCause() instanceof SQLException inner
                            ? inner
                            : failure;
            throw SqlFailures.wrap(
                    key.side(),
                    "connect to the %s %s as %s"
                            .formatted(key.side(), key.endpoint().url(), key.endpoint().user()),
                    cause);
        }
    }

    private static HikariDataSource open(Key key) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("drover-" + key.side());
        config.setJdbcUrl(ForeignSessions.url(key.endpoint()));
        config.setDataSourceProperties(
                Connections.properties(
                        key.endpoint(), new Session("drover", Session.Timeouts.NONE)));
        if (key.endpoint().isPostgres()) {
            config.setConnectionInitSql(
                    Connections.preparation(key.endpoint(), Session.Timeouts.NONE));
        }
        config.setMaximumPoolSize(key.size());
        config.setMinimumIdle(0);
        config.setIdleTimeout(TimeUnit.SECONDS.toMillis(30));
        config.setMaxLifetime(0);
        config.setConnectionTimeout(Math.max(250, key.endpoint().connectTimeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
