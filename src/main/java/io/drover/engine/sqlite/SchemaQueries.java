package io.drover.engine.sqlite;

import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Questions to the schema of a file. */
record SchemaQueries(Connection connection) {
    /** A column as {@code pragma_table_xinfo} tells it. */
    record Column(
            String name,
            String declared,
            boolean notNull,
            @Nullable String defaultText,
            int keyPlace,
            boolean generated) {}

    List<Column> columns(String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        rows(
                "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo("
                        + SqliteDialect.PLAIN.literal(table)
                        + ") WHERE hidden <> 1 ORDER BY cid",
                row ->
                        columns.add(
                                new Column(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getInt(3) != 0,
                                        row.getString(4),
                                        row.getInt(5),
                                        row.getInt(6) != 0)));
        return columns;
    }

    /** The only value of a query as text; empty where there is no row. */
    String single(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    /** Takes the row that a result stands at. */
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    void rows(String sql, Row each) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
