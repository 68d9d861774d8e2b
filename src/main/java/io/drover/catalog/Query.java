package io.drover.catalog;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs one catalog query and reads its rows in order. */
final class Query {
    private Query() {}

    /** Makes a value of the current row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(
            Connection connection, String sql, RowReader<T> reader, String... arrays)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < arrays.length; index++) {
                statement.setString(index + 1, arrays[index]);
            }
            statement.setFetchSize(0);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> values = new ArrayList<>();
                while (rows.next()) {
                    values.add(reader.read(rows));
                }
                return values;
            }
        }
    }

    /** Rows by the OID in their first column, each OID's in the query's order. */
    static <T> Map<Long, List<T>> byOid(
            Connection connection, String sql, RowReader<T> reader, String... arrays)
            throws SQLException {
        Map<Long, List<T>> values = new LinkedHashMap<>();
        list(
                connection,
                sql,
                row ->
                        values.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                                .add(reader.read(row)),
                arrays);
        return values;
    }

    /** An array literal of OIDs. */
    static String oids(Collection<Long> oids) {
        return oids.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /** An array literal of names. */
    static String names(Collection<String> names) {
        return names.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    static List<String> texts(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    static List<Long> longs(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((Long[]) array.getArray());
    }
}
