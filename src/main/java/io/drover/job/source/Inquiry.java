package io.drover.job.source;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Questions to one side, their failures wrapped once. */
public final class Inquiry {
    private final Side side;
    private final Connection connection;

    public Inquiry(Side side, Connection connection) {
        this.side = side;
        this.connection = connection;
    }

    /** Makes a value of the current row. */
    public interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }

    /** Every row of the answer; {@code attempted} completes "Cannot …". */
    public <T> List<T> list(String attempted, String sql, Row<T> row, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < parameters.length; index++) {
                statement.setObject(index + 1, parameters[index]);
            }
            try (ResultSet result = statement.executeQuery()) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(row.read(result));
                }
                return rows;
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, attempted, failure);
        }
    }

    public <T> T one(String attempted, String sql, Row<T> row) {
        return list(attempted, sql, row).get(0);
    }

    /** Tries a statement in a transaction that is rolled back whatever comes. */
    public void inTransaction(String attempted, String sql) {
        rolledBack(attempted, "BEGIN", sql);
    }

    /** Likewise where nothing can be written, under one snapshot. */
    public void inReadOnlyTransaction(String attempted, String sql) {
        rolledBack(attempted, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", sql);
    }

    private void rolledBack(String attempted, String begin, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(begin);
            try {
                statement.execute(sql);
            } finally {
                statement.execute("ROLLBACK");
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, attempted, failure);
        }
    }
}
