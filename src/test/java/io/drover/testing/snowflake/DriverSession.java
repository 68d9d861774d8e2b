package io.drover.testing.snowflake;

import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A stand-in of its own and one login by the real driver. */
final class DriverSession implements AutoCloseable {
    private final SnowflakeStandIn server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
    private final Connection connection;

    DriverSession() throws SQLException {
        connection = connect();
    }

    SnowflakeStandIn server() {
        return server;
    }

    Connection connection() {
        return connection;
    }

    /** Another login. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    /** Rows as text, their columns joined by {@code |}; all columns, or those of these names. */
    static List<String> rows(ResultSet results, String... columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (results.next()) {
            List<String> row = new ArrayList<>();
            int count =
                    columns.length == 0 ? results.getMetaData().getColumnCount() : columns.length;
            for (int at = 0; at < count; at++) {
                row.add(
                        String.valueOf(
                                columns.length == 0
                                        ? results.getString(at + 1)
                                        : results.getString(columns[at])));
            }
            rows.add(String.join("|", row));
        }
        return rows;
    }

    static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return rows(results);
        }
    }

    List<String> rows(String sql) throws SQLException {
        return rows(connection, sql);
    }

    void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    int update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        server.close();
    }
}
