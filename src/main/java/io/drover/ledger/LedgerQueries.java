package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs queries against one ledger: {@code {ledger}} in their text stands for its quoted schema. The
 * connection stays the caller's, and stays in the state in which it was given.
 */
final class LedgerQueries {
    private static final int FETCH_ROWS = 500;

    private final Connection connection;
    private final String schema;

    LedgerQueries(Connection connection, String schema) {
        this.connection = connection;
        this.schema = "\"" + schema.replace("\"", "\"\"") + "\"";
    }

    /** Makes one value of the current row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    String quotedSchema() {
        return schema;
    }

    /** A value of each row, in the query's order. */
    <T> List<T> list(String what, String sql, RowReader<T> reader, Object... parameters) {
        List<T> values = new ArrayList<>();
        each(what, sql, reader, values::add, parameters);
        return values;
    }

    /** The same, one after the other; within a transaction only some are in memory at a time. */
    <T> void each(
            String what,
            String sql,
            RowReader<T> reader,
            Consumer<? super T> sink,
            Object... parameters) {
        try (PreparedStatement statement =
                connection.prepareStatement(sql.replace("{ledger}", schema))) {
            statement.setFetchSize(FETCH_ROWS);
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sink.accept(reader.read(rows));
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "read " + what + " in the ledger " + schema, failure);
        }
    }

    /** The instant in a column, or null. */
    static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
