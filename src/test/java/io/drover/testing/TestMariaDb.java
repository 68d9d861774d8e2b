package io.drover.testing;

import io.drover.spec.EndpointSpec;
import io.drover.spec.Secret;
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
 * One fresh database in the MariaDB server that all tests of a JVM share. Closing it fails when the
 * code under test left a session open in it.
 */
public final class TestMariaDb implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static MariaDbServer server;

    private final int port;
    private final String name;

    private TestMariaDb(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /** The shared server, started at the first call. */
    public static synchronized MariaDbServer server() {
        if (server == null) {
            server = MariaDbServer.start();
        }
        return server;
    }

    /** A new empty database in UTF-8, named after {@code purpose}. */
    public static TestMariaDb create(String purpose) {
        return create(purpose, server().port());
    }

    /** The same in another server of this machine. */
    public static TestMariaDb create(String purpose, int port) {
        String name = "t" + NUMBER.incrementAndGet() + "_" + purpose;
        TestMariaDb database = new TestMariaDb(port, name);
        database.run("", "CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4");
        return database;
    }

    public String name() {
        return name;
    }

    /** As {@code jdbc:mariadb:}; {@link #mysqlUrl()} has the other scheme. */
    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + name;
    }

    public String mysqlUrl() {
        return "jdbc:mysql://127.0.0.1:" + port + "/" + name;
    }

    /** An endpoint as the spec would give it, as a user with every privilege. */
    public EndpointSpec endpoint() {
        return endpoint("drover", "drover");
    }

    public EndpointSpec endpoint(String user, String password) {
        return new EndpointSpec(
                "mysql",
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

    /** A connection of the test's own, with the server's own settings; the test closes it. */
    public Connection connect() throws SQLException {
        return connect("/" + name);
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port + (database.isEmpty() ? "/" : database),
                "drover",
                "drover");
    }

    /** Runs statements, each in its own transaction, on one connection. */
    public void execute(String... statements) {
        run("/" + name, statements);
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

    /** Sessions in this database beside the one that asks, as {@code id|user|command|query}. */
    public List<String> sessions() {
        return rows(
                "SELECT id, user, command, left(coalesce(info, ''), 80)"
                        + " FROM information_schema.processlist"
                        + " WHERE db = database() AND id <> connection_id()");
    }

    @Override
    public void close() {
        List<String> left = sessionsAfterGrace();
        run("", "DROP DATABASE `" + name + "`");
        if (!left.isEmpty()) {
            throw new AssertionError("Sessions were left open: " + left);
        }
    }

    /** The server needs a moment to notice that a client is gone; five seconds are plenty. */
    private List<String> sessionsAfterGrace() {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        List<String> left = sessions();
        while (!left.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            left = sessions();
        }
        return left;
    }

    private void run(String database, String... statements) {
        String running = "connect";
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                running = sql;
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(running, failure);
        }
    }
}
