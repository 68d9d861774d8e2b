package io.drover.engine.generic;

import io.drover.engine.jdbc.LogicalTable;
import io.drover.engine.jdbc.MetadataCatalog;
import io.drover.model.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * DuckDB's keys, references and indexes, of which its driver tells next to nothing.
 *
 * <p>Source: DuckDB 1.2 documentation, "DuckDB_% Metadata Functions".
 */
final class DuckDbKeys implements MetadataCatalog.Keys {
    /** A column in the list of an index's expressions. */
    private static final Pattern COLUMN =
            Pattern.compile("(?:\"((?:[^\"]|\"\")+)\"|([A-Za-z_][A-Za-z0-9_]*))(?:, |$)");

    @Override
    public void add(
            Connection connection,
            TableName table,
            LogicalTable into,
            BiConsumer<String, String> leave)
            throws SQLException {
        constraints(connection, table, into);
        indexes(connection, table, into, leave);
    }

    private static void constraints(Connection connection, TableName table, LogicalTable into)
            throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names FROM duckdb_constraints()"
                                        + " WHERE database_name = current_database() AND schema_name = ? AND table_name = ? ORDER BY constraint_index");
                ResultSet rows = queried(statement, table)) {
            while (rows.next()) {
                List<String> columns = names(rows.getArray(2));
                if (rows.getString(1).equals("UNIQUE")) {
                    into.unique(null, columns);
                } else if (rows.getString(1).equals("FOREIGN KEY")) {
                    // It refers to tables of its own schema only, and does nothing by itself.
                    into.foreignKey(
                            null,
                            columns,
                            new TableName(table.schema(), rows.getString(3)),
                            names(rows.getArray(4)),
                            new LogicalTable.Actions("", ""));
                }
            }
        }
    }

    private static void indexes(
            Connection connection,
            TableName table,
            LogicalTable into,
            BiConsumer<String, String> leave)
            throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT index_name, is_unique, expressions FROM duckdb_indexes()"
                                        + " WHERE database_name = current_database() AND schema_name = ? AND table_name = ? ORDER BY index_name");
                ResultSet rows = queried(statement, table)) {
            while (rows.next()) {
                String name = rows.getString(1);
                List<String> columns = columns(rows.getString(3));
                if (columns.isEmpty()) {
                    leave.accept("index " + name + " of " + table, "it is over an expression");
                } else {
                    into.index(name, columns, Set.of(), rows.getBoolean(2));
                }
            }
        }
    }

    private static ResultSet queried(PreparedStatement statement, TableName table)
            throws SQLException {
        statement.setString(1, table.schema());
        statement.setString(2, table.name());
        return statement.executeQuery();
    }

    private static List<String> names(Array array) throws SQLException {
        List<String> names = new ArrayList<>();
        for (Object name : (Object[]) array.getArray()) {
            names.add(String.valueOf(name));
        }
        return names;
    }

    /** Of {@code [id, "a ""b"]}; empty where one of them is no column. */
    private static List<String> columns(String expressions) {
        String list = expressions.substring(1, expressions.length() - 1);
        List<String> columns = new ArrayList<>();
        Matcher column = COLUMN.matcher(list);
        int at = 0;
        while (at < list.length() && column.find(at) && column.start() == at) {
            columns.add(
                    column.group(1) == null
                            ? column.group(2)
                            : column.group(1).replace("\"\"", "\""));
            at = column.end();
        }
        return at == list.length() ? columns : List.of();
    }
}
