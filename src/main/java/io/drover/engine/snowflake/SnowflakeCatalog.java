package io.drover.engine.snowflake;

import io.drover.catalog.TableSelection;
import io.drover.engine.jdbc.DefaultTexts;
import io.drover.engine.jdbc.LogicalTable;
import io.drover.engine.jdbc.LogicalType;
import io.drover.engine.snowflake.SnowflakeTypes.Declared;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What Snowflake's INFORMATION_SCHEMA tells of a database's tables, in logical types and names;
 * their keys, which it only declares, by SHOW.
 *
 * <p>Source: Snowflake documentation, "Snowflake Information Schema", "SHOW PRIMARY KEYS".
 */
final class SnowflakeCatalog {
    private static final long BLOCK_BYTES = 8192;

    private final Connection connection;
    private final SnowflakeNames names;
    private final List<PlanWarning> notCarried = new ArrayList<>();

    SnowflakeCatalog(Connection connection, SnowflakeNames names) {
        this.connection = connection;
        this.names = names;
    }

    /** A table before its columns are known. */
    private record Found(@Nullable String comment, long rows, long bytes) {}

    Catalog read(TableSelection selection) throws SQLException {
        Map<TableName, Found> all = tables();
        Map<TableName, LogicalTable> wanted = new LinkedHashMap<>();
        Map<String, Set<String>> taken = new HashMap<>();
        for (TableName name : selection.names(all.keySet())) {
            wanted.put(
                    name,
                    new LogicalTable(
                            name,
                            taken.computeIfAbsent(
                                    name.schema(), schema -> LogicalTable.noneTaken())));
        }
        Set<String> schemas =
                wanted.keySet().stream()
                        .map(TableName::schema)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!wanted.isEmpty()) {
            columns(wanted, schemas);
            for (String schema : schemas) {
                keys("PRIMARY", schema, wanted);
                keys("UNIQUE", schema, wanted);
                references(schema, wanted);
            }
        }
        return new Catalog(
                server(),
                schemas.stream().map(schema -> new SchemaInfo(schema, null)).toList(),
                List.of(),
                List.of(),
                wanted.entrySet().stream()
                        .map(
                                each -> {
                                    Found found = all.get(each.getKey());
                                    return each.getValue()
                                            .build(
                                                    found.comment(),
                                                    new TableStatistics(
                                                            (found.bytes() + BLOCK_BYTES - 1)
                                                                    / BLOCK_BYTES,
                                                            0,
                                                            found.rows()));
                                })
                        .toList(),
                notCarried);
    }

    private ServerInfo server() throws SQLException {
        return new ServerInfo(
                0,
                "Snowflake " + SnowflakeSession.text(connection, "SELECT CURRENT_VERSION()"),
                names.database(),
                "UTF8",
                "C",
                false);
    }

    /** Views are not among them, and nothing of Drover's own. */
    private Map<TableName, Found> tables() throws SQLException {
        Map<TableName, Found> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT \"TABLE_SCHEMA\", \"TABLE_NAME\", \"COMMENT\", \"ROW_COUNT\", \"BYTES\" FROM %s WHERE \"TABLE_TYPE\" = 'BASE TABLE' AND \"TABLE_SCHEMA\" <> 'INFORMATION_SCHEMA'"
                                        .formatted(information("TABLES")))) {
            while (rows.next()) {
                String comment = rows.getString(3);
                TableName name = name(rows.getString(1), rows.getString(2));
                if (!name.name().startsWith("drover_")) {
                    tables.put(
                            name,
                            new Found(
                                    comment == null || comment.isEmpty() ? null : comment,
                                    rows.getLong(4),
                                    rows.getLong(5)));
                }
            }
        }
        return tables;
    }

    private void columns(Map<TableName, LogicalTable> wanted, Set<String> schemas)
            throws SQLException {
        String list =
                schemas.stream()
                        .map(names::folded)
                        .map(SnowflakeNames::literal)
                        .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(columns("\"TABLE_SCHEMA\" IN (" + list + ")"))) {
            while (rows.next()) {
                TableName name = name(rows.getString(1), rows.getString(2));
                LogicalTable table = wanted.get(name);
                if (table != null) {
                    table.column(column(name, rows));
                }
            }
        }
    }

    private String columns(String where) {
        return "SELECT \"TABLE_SCHEMA\", \"TABLE_NAME\", \"COLUMN_NAME\", \"DATA_TYPE\", \"CHARACTER_MAXIMUM_LENGTH\", \"NUMERIC_PRECISION\", \"NUMERIC_SCALE\", \"DATETIME_PRECISION\", \"IS_NULLABLE\", \"COLUMN_DEFAULT\", \"COMMENT\", \"CHARACTER_OCTET_LENGTH\" FROM %s WHERE %s ORDER BY \"TABLE_SCHEMA\", \"TABLE_NAME\", \"ORDINAL_POSITION\""
                .formatted(information("COLUMNS"), where);
    }

    /** The columns of one table, of Drover's own too; none where it does not stand. */
    List<ColumnInfo> columns(TableName table) throws SQLException {
        List<ColumnInfo> columns = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                columns(
                                        "\"TABLE_SCHEMA\" = %s AND \"TABLE_NAME\" = %s"
                                                .formatted(
                                                        SnowflakeNames.literal(
                                                                names.folded(table.schema())),
                                                        SnowflakeNames.literal(
                                                                names.folded(table.name())))))) {
            while (rows.next()) {
                columns.add(column(table, rows));
            }
        }
        return columns;
    }

    private ColumnInfo column(TableName table, ResultSet row) throws SQLException {
        String type = row.getString(4);
        boolean timed = type.startsWith("TIME");
        boolean binary = type.equals("BINARY");
        Declared declared =
                new Declared(
                        type,
                        binary ? row.getLong(12) : row.getLong(5),
                        timed ? row.getInt(8) : row.getInt(6),
                        row.getInt(7));
        LogicalType logical = SnowflakeTypes.logical(declared);
        String name = names.folded(row.getString(3));
        String written = row.getString(10);
        String translated =
                written == null ? null : DefaultTexts.translate(written, logical.name());
        if (written != null && translated == null) {
            notCarried.add(
                    new PlanWarning(
                            PlanWarning.Kind.NOT_CARRIED,
                            "default of " + table + "." + name,
                            "stays behind: DEFAULT " + written + " is in its own language",
                            "make it in the target by hand where it is needed"));
        }
        String comment = row.getString(11);
        return new ColumnInfo(
                name,
                logical.name(),
                logical.shape(),
                row.getString(9).equals("NO"),
                null,
                translated,
                null,
                null,
                false,
                null,
                comment == null || comment.isEmpty() ? null : comment,
                SnowflakeTypes.origin(declared));
    }

    /** Of one schema: {@code PRIMARY} or {@code UNIQUE} keys. */
    private void keys(String kind, String schema, Map<TableName, LogicalTable> wanted)
            throws SQLException {
        Map<TableName, Map<String, TreeMap<Integer, String>>> keys = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SHOW %s KEYS IN SCHEMA %s.%s"
                                        .formatted(
                                                kind,
                                                SnowflakeNames.asIs(names.database()),
                                                names.quote(schema)))) {
            while (rows.next()) {
                keys.computeIfAbsent(
                                name(rows.getString("schema_name"), rows.getString("table_name")),
                                table -> new TreeMap<>())
                        .computeIfAbsent(
                                rows.getString("constraint_name"), called -> new TreeMap<>())
                        .put(
                                rows.getInt("key_sequence"),
                                names.folded(rows.getString("column_name")));
            }
        }
        keys.forEach(
                (name, ofTable) -> {
                    LogicalTable table = wanted.get(name);
                    if (table != null) {
                        ofTable.values()
                                .forEach(
                                        columns -> add(table, kind, List.copyOf(columns.values())));
                    }
                });
    }

    /** A reference as it comes, column by column. */
    private record Reference(
            TableName from,
            TableName to,
            LogicalTable.Actions actions,
            TreeMap<Integer, String> columns,
            TreeMap<Integer, String> referenced) {}

    private void references(String schema, Map<TableName, LogicalTable> wanted)
            throws SQLException {
        Map<String, Reference> references = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SHOW IMPORTED KEYS IN SCHEMA %s.%s"
                                        .formatted(
                                                SnowflakeNames.asIs(names.database()),
                                                names.quote(schema)))) {
            while (rows.next()) {
                TableName from =
                        name(rows.getString("fk_schema_name"), rows.getString("fk_table_name"));
                TableName to =
                        name(rows.getString("pk_schema_name"), rows.getString("pk_table_name"));
                LogicalTable.Actions actions =
                        new LogicalTable.Actions(
                                rows.getString("delete_rule"), rows.getString("update_rule"));
                int at = rows.getInt("key_sequence");
                Reference reference =
                        references.computeIfAbsent(
                                from + " " + rows.getString("fk_name"),
                                called ->
                                        new Reference(
                                                from,
                                                to,
                                                actions,
                                                new TreeMap<>(),
                                                new TreeMap<>()));
                reference.columns().put(at, names.folded(rows.getString("fk_column_name")));
                reference.referenced().put(at, names.folded(rows.getString("pk_column_name")));
            }
        }
        for (Reference reference : references.values()) {
            LogicalTable table = wanted.get(reference.from());
            // A replaced table keeps its references until it is dropped.
            if (table != null && !reference.to().name().startsWith("drover_")) {
                table.foreignKey(
                        null,
                        List.copyOf(reference.columns().values()),
                        reference.to(),
                        List.copyOf(reference.referenced().values()),
                        reference.actions());
            }
        }
    }

    /** Under names as PostgreSQL makes them: Snowflake's own are numbers. */
    private static void add(LogicalTable table, String kind, List<String> columns) {
        if (kind.equals("PRIMARY")) {
            table.primaryKey(null, columns);
        } else {
            table.unique(null, columns);
        }
    }

    private TableName name(String schema, String table) {
        return new TableName(names.folded(schema), names.folded(table));
    }

    private String information(String view) {
        return SnowflakeNames.asIs(names.database()) + ".INFORMATION_SCHEMA." + view;
    }
}
