package io.drover.engine.sqlite;

import io.drover.catalog.TableSelection;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.JdbcStore;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * A SQLite file as a target. One writer at a time: tasks of this JVM wait for each other; another
 * process is waited for as long as the lock time-out says. The file lies on this machine.
 */
final class SqliteStore extends JdbcStore {
    private static final Map<String, Semaphore> WRITERS = new ConcurrentHashMap<>();

    private final EndpointSpec endpoint;
    private final String application;

    SqliteStore(EndpointSpec endpoint, String application) {
        super(new SqliteStoreDialect(), () -> open(endpoint));
        this.endpoint = endpoint;
        this.application = application;
    }

    private static HeldConnection open(EndpointSpec endpoint) {
        String file = SqliteFile.named(endpoint).path().toString();
        Semaphore writer = WRITERS.computeIfAbsent(file, each -> new Semaphore(1, true));
        writer.acquireUninterruptibly();
        Connection connection;
        try {
            connection =
                    Connections.open(
                            Side.TARGET, endpoint, new Session("drover", Session.Timeouts.NONE));
        } catch (RuntimeException failure) {
            writer.release();
            throw failure;
        }
        HeldConnection held = new Writer(connection, writer);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + endpoint.lockTimeout().toMillis());
            // Rows come in the order of their chunks, parents after children too.
            statement.execute("PRAGMA foreign_keys = OFF");
            // Else a rename would take the references of other tables along.
            statement.execute("PRAGMA legacy_alter_table = ON");
            statement.execute("PRAGMA synchronous = FULL");
            connection.setAutoCommit(false);
            return held;
        } catch (SQLException failure) {
            held.close();
            throw SqlFailures.wrap(Side.TARGET, "open " + endpoint.url(), failure);
        }
    }

    private record Writer(Connection connection, Semaphore writer) implements HeldConnection {
        @Override
        public void close() {
            try {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                }
            } catch (SQLException lost) {
                // What was not committed is gone with the connection.
            }
            try {
                connection.close();
            } catch (SQLException lost) {
                // Likewise.
            } finally {
                writer.release();
            }
        }
    }

    @Override
    public TableName place(TableName wanted) {
        return new TableName(SqliteCatalog.SCHEMA, wanted.name());
    }

    @Override
    public Catalog standing(TableSelection selection) {
        Connection connection =
                Connections.open(
                        Side.TARGET,
                        endpoint,
                        new Session(application, Session.Timeouts.STATEMENT));
        try (connection) {
            return new SqliteCatalog(connection).read(selection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the catalog", failure);
        }
    }

    /** Every transaction has its own connection. */
    @Override
    public void close() {}
}
