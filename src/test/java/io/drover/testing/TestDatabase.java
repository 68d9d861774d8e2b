package io.drover.testing;

import io.drover.spec.EndpointSpec;
import io.drover.spec.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One fresh database in the server that all tests of a JVM share. Closing it fails when the code
 * under test left a session, and so a transaction or a snapshot, open.
 */
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static EmbeddedPostgres server;

    private final int port;
    private final String name;

    private TestDatabase(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /** The shared server, started at the first call with the durability of a real one. */
    public static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                server =
                        EmbeddedPostgres.builder()
                                .setServerConfig("fsync", "on")
                                .setServerConfig("synchronous_commit", "on")
                                .setServerConfig("full_page_writes", "on")
                                .setServerConfig("wal_level", "logical")
                                .setServerConfig("max_connections", "200")
                                .setServerConfig("max_locks_per_transaction", "256")
                                .start();
            } catch (IOException failure) {
                throw new IllegalStateException("Embedded PostgreSQL did not start", failure);
            }
        }
        return server;
    }

    /** A new empty database, named after {@code purpose}. */
    public static TestDatabase create(String purpose) {
        return create(purpose, server().getPort());
    }

    /** The same in another server of this machine. */
    public static TestDatabase create(String purpose, int port) {
        String name = "t" + NUMBER.incrementAndGet() + "_" + purpose;
        run(url(port, "postgres"), "CREATE DATABASE \"" + name + "\"");
        return new TestDatabase(port, name);
    }

    public String name() {
        return name;
    }

    public String url() {
        return url(port, name);
    }

    /** An endpoint as the spec would give it, as the server's superuser. */
    public EndpointSpec endpoint() {
        return endpoint("postgres", "postgres");
    }

    public EndpointSpec endpoint(String user, String password) {
        return new EndpointSpec(
                "postgres",
                url(),
                user,
                new Secret(password),
                Map.of(),
                8,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null);
    }

    /** A connection of the test's own; the test closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "postgres");
    }

    /** Runs statements, each in its own transaction. */
    public void execute(String... statements) {
        for (String sql : statements) {
            run(url(), sql);
        }
    }

    /** The first column of the only row, as text. */
    public String value(String sql) {
        List<String> rows = rows(sql);
        if (rows.size() != 1) {
            throw new IllegalStateException(rows.size() + " rows, wanted one: " + sql);
        }
        return rows.get(0);
    }

    /** Every row as text, its columns joined by {@code |}. */
    public List<String> rows(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (results.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
                    row.append(column > 1 ? "|" : "").append(results.getString(column));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** Sessions in this database, as {@code pid application state query}. */
    public List<String> sessions() {
        return rows(
                "SELECT pid, application_name, state, left(query, 80) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        + " AND backend_type = 'client backend'");
    }

    @Override
    public void close() {
        List<String> left = sessionsAfterGrace();
        run(url(port, "postgres"), "DROP DATABASE \"" + name + "\" WITH (FORCE)");
        if (!left.isEmpty()) {
            throw new AssertionError("Sessions were left open: " + left);
        }
    }

    /** A backend needs a moment to notice that its client is gone; five seconds are plenty. */
    private List<String> sessionsAfterGrace() {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        List<String> left = sessions();
        while (!left.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            left = sessions();
        }
        return left;
    }

    private static String url(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    private static void run(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }
}
