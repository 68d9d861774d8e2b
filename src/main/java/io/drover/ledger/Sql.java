package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Statements with parameters on the ledger's connection, their failures wrapped once.
 *
 * <p>Thread-safe: one statement, or one transaction, at a time.
 */
final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** Reads one row of a result into a value. */
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }

    synchronized <T> List<T> query(String attempted, String sql, Row<T> row, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, attempted, failure);
        }
    }

    <T> T one(String attempted, String sql, Row<T> row, Object... parameters) {
        List<T> rows = query(attempted, sql, row, parameters);
        if (rows.size() != 1) {
            throw new IllegalStateException(rows.size() + " rows to " + attempted + ", wanted one");
        }
        return rows.get(0);
    }

    synchronized int update(String attempted, String sql, Object... parameters) {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, attempted, failure);
        }
    }

    synchronized void execute(String statement) {
        try (Statement run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "run " + statement, failure);
        }
    }

    /** Work that writes by itself, on the ledger's connection. */
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    synchronized void with(String attempted, Work work) {
        try {
            work.on(connection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, attempted, failure);
        }
    }

    /** Commits what {@code work} did, or rolls it back when it fails. */
    synchronized <T> T inTransaction(String attempted, Supplier<T> work) {
        try {
            connection.setAutoCommit(false);
            try {
                T result = work.get();
                connection.commit();
                return result;
            } finally {
                // Nothing is open after a commit; after anything else, an Error too, nothing may
                // stay.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, attempted, failure);
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
        return statement;
    }
}
