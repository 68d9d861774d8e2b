package io.drover.engine.sqlite;

import io.drover.engine.jdbc.LogicalTable;
import io.drover.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Foreign keys of a table. One that refers to what is not there, as SQLite allows, is left. */
final class SqliteReferences {
    private SqliteReferences() {}

    /**
     * Adds them.
     *
     * @param leave told of what is not carried, and why
     */
    static void add(
            SchemaQueries query, String table, LogicalTable into, BiConsumer<String, String> leave)
            throws SQLException {
        Map<Integer, List<String[]>> keys = new LinkedHashMap<>();
        query.rows(
                "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list("
                        + SqliteDialect.PLAIN.literal(table)
                        + ") ORDER BY id DESC, seq",
                row ->
                        keys.computeIfAbsent(row.getInt(1), id -> new ArrayList<>())
                                .add(
                                        new String[] {
                                            row.getString(2),
                                            row.getString(3),
                                            row.getString(4),
                                            row.getString(5),
                                            row.getString(6)
                                        }));
        for (List<String[]> parts : keys.values()) {
            add(query, table, into, parts, leave);
        }
    }

    private static void add(
            SchemaQueries query,
            String table,
            LogicalTable into,
            List<String[]> parts,
            BiConsumer<String, String> leave)
            throws SQLException {
        List<SchemaQueries.Column> referencedColumns = query.columns(parts.get(0)[0]);
        List<String> from = parts.stream().map(part -> part[1]).toList();
        List<String> to = new ArrayList<>();
        for (int index = 0; index < parts.size(); index++) {
            int place = index + 1;
            String written = parts.get(index)[2];
            referencedColumns.stream()
                    .filter(
                            column ->
                                    written == null
                                            ? column.keyPlace() == place
                                            : column.name().equalsIgnoreCase(written))
                    .map(SchemaQueries.Column::name)
                    .findFirst()
                    .ifPresent(to::add);
        }
        if (to.size() < parts.size()) {
            leave.accept(
                    "foreign key of main." + table + " (" + String.join(", ", from) + ")",
                    "it refers to what is not there: " + parts.get(0)[0]);
            return;
        }
        into.foreignKey(
                null,
                from,
                new TableName(SqliteCatalog.SCHEMA, parts.get(0)[0]),
                to,
                new LogicalTable.Actions(parts.get(0)[4], parts.get(0)[3]));
    }
}
