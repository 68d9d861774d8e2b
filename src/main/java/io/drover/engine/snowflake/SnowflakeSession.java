package io.drover.engine.snowflake;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import net.snowflake.client.jdbc.SnowflakeConnection;
import net.snowflake.client.jdbc.SnowflakeStatement;

/**
 * Plain connections for short work: statements that commit by themselves, and transactions that may
 * be repeated as a whole.
 *
 * <p>Runs on: driver.
 */
final class SnowflakeSession {
    /** Of a transaction whose connection is lost, or that another one locked out. */
    private static final int ATTEMPTS = 3;

    private final Side side;
    private final EndpointSpec endpoint;
    private final String tag;

    SnowflakeSession(Side side, EndpointSpec endpoint, String tag) {
        this.side = side;
        this.endpoint = endpoint;
        this.tag = tag;
    }

    /** The same with another query tag. */
    SnowflakeSession tagged(String more) {
        return new SnowflakeSession(side, endpoint, tag + " " + more);
    }

    String tag() {
        return tag;
    }

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** In autocommit. */
    <T> T run(String what, Work<T> work) {
        try (Connection connection = open()) {
            return work.on(connection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, what, failure);
        }
    }

    /**
     * In one transaction, committed behind it. Where the connection is lost, at the commit too, the
     * work is given a new one: it must look first whether it was done.
     */
    <T> T transaction(String what, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = open()) {
                connection.setAutoCommit(false);
                try {
                    T result = work.on(connection);
                    connection.commit();
                    return result;
                } catch (RuntimeException failure) {
                    connection.rollback();
                    throw failure;
                }
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS || !SqlFailures.isTransient(failure)) {
                    throw SqlFailures.wrap(side, what, failure);
                }
            }
        }
    }

    private Connection open() {
        return Connections.open(side, endpoint, new Session(tag, Session.Timeouts.NONE));
    }

    void execute(String what, String sql) {
        run(
                what,
                connection -> {
                    execute(connection, sql);
                    return null;
                });
    }

    /** The session's number, which Snowflake gives to no other one. */
    static String id(Connection connection) throws SQLException {
        return connection.unwrap(SnowflakeConnection.class).getSessionID();
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many rows a statement changed, and its id in Snowflake's history. */
    record Changed(long rows, String queryId) {}

    static Changed update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeLargeUpdate(sql);
            return new Changed(rows, statement.unwrap(SnowflakeStatement.class).getQueryID());
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The first column of all rows, none of which is NULL. */
    static List<String> texts(Connection connection, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** The first column of the only row; null where there is none. */
    static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
