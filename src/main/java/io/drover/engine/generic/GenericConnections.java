package io.drover.engine.generic;

import io.drover.engine.jdbc.HeldConnection;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Drivers;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import io.drover.spec.JdbcSpec;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens connections for reading: in UTC, in a transaction as isolated as the driver has it. */
final class GenericConnections {
    /** In a snapshot's name: every reader opens a transaction of its own. */
    static final String EACH_ITS_OWN = "each-its-own";

    private static final List<Integer> LEVELS =
            List.of(
                    Connection.TRANSACTION_SERIALIZABLE,
                    Connection.TRANSACTION_REPEATABLE_READ,
                    Connection.TRANSACTION_READ_COMMITTED);

    private GenericConnections() {}

    static JdbcSpec settings(EndpointSpec endpoint) {
        return endpoint.engine() instanceof JdbcSpec spec
                ? spec
                : new JdbcSpec(null, JdbcSpec.Dialect.AUTO, JdbcSpec.Quote.AUTO, true);
    }

    static Connection open(Side side, EndpointSpec endpoint, Session session) {
        Drivers.require(side, endpoint, settings(endpoint).driverClass());
        Connection connection = Connections.open(side, streaming(endpoint), session);
        try {
            GenericDialect dialect = GenericDialect.of(connection, settings(endpoint));
            try (Statement statement = connection.createStatement()) {
                for (String sql : dialect.product().session()) {
                    statement.execute(sql);
                }
            }
            isolate(connection);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException failure) {
            close(connection);
            throw SqlFailures.wrap(side, "begin to read " + endpoint.url(), failure);
        } catch (RuntimeException failure) {
            close(connection);
            throw failure;
        }
    }

    /** DuckDB's driver holds a whole result unless it is told not to. */
    static EndpointSpec streaming(EndpointSpec endpoint) {
        if (!endpoint.url().startsWith("jdbc:duckdb:")) {
            return endpoint;
        }
        Map<String, String> properties = new LinkedHashMap<>(endpoint.properties());
        properties.putIfAbsent("jdbc_stream_results", "true");
        return new EndpointSpec(
                endpoint.type(),
                endpoint.url(),
                endpoint.user(),
                endpoint.password(),
                properties,
                endpoint.maxConnections(),
                endpoint.connectTimeout(),
                endpoint.statementTimeout(),
                endpoint.lockTimeout(),
                endpoint.snapshot(),
                endpoint.engine());
    }

    private static void isolate(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        for (int level : LEVELS) {
            if (metadata.supportsTransactionIsolationLevel(level)) {
                try {
                    connection.setTransactionIsolation(level);
                } catch (SQLFeatureNotSupportedException fixed) {
                    // What it says it supports is what it has.
                }
                return;
            }
        }
    }

    /** Whether two reads in one transaction show the same rows. */
    static boolean repeatsReads(Connection connection) throws SQLException {
        int level = connection.getTransactionIsolation();
        return level >= Connection.TRANSACTION_REPEATABLE_READ;
    }

    /** A connection that sees what the moment sees, as far as it sees anything of its own. */
    static HeldConnection adopt(Side side, EndpointSpec endpoint, Snapshot snapshot) {
        if (snapshot.name().equals(EACH_ITS_OWN)) {
            Connection own = open(side, endpoint, new Session("drover", Session.Timeouts.NONE));
            return new HeldConnection() {
                @Override
                public Connection connection() {
                    return own;
                }

                @Override
                public void close() {
                    GenericConnections.close(own);
                }
            };
        }
        OneTransaction held = OneTransaction.named(snapshot.name());
        if (held != null) {
            return held.borrow();
        }
        if (snapshot.name().startsWith(ProcessHandle.current().pid() + "-")) {
            throw new SnapshotLostException(
                    "Cannot read %s as it was: the transaction that saw it has ended. Give the same command again."
                            .formatted(endpoint.url()),
                    null);
        }
        throw new MigrationException(
                ErrorKind.SPEC,
                "Cannot read %s in one transaction: this task runs in another process than the driver, and JDBC cannot share a transaction. Run with spark.master = local[*], or set %s.jdbc.one-transaction = false and take what each chunk sees."
                        .formatted(endpoint.url(), side));
    }

    static void close(Connection connection) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException lost) {
            // It was only read.
        }
        try {
            connection.close();
        } catch (SQLException lost) {
            // Likewise.
        }
    }
}
