package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlType;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The types of one table's columns as they are now, by name, in order. */
final class ColumnTypes {
    private static final String SQL =
            "SELECT column_name, column_type, character_set_name FROM information_schema.columns"
                    + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position";

    private ColumnTypes() {}

    static Map<String, MysqlType> of(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                Map<String, MysqlType> types = new LinkedHashMap<>();
                while (rows.next()) {
                    types.put(
                            rows.getString(1), MysqlType.of(rows.getString(2), rows.getString(3)));
                }
                return types;
            }
        }
    }
}
