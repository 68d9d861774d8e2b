package io.drover.engine.jdbc;

import io.drover.catalog.TableSelection;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.PlanWarning.Kind;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.model.catalog.TypeOrigin;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * What stands in a database as far as JDBC's own metadata tells it. What a driver does not tell is
 * listed as not carried. Rows are counted, as no driver tells how many there are.
 *
 * <p>Source: JDBC 4.3, {@link DatabaseMetaData}.
 */
public final class MetadataCatalog {
    private static final Set<String> SYSTEM =
            Set.of("information_schema", "pg_catalog", "sys", "system", "sysibm", "syscat");

    /** A guess of a column's bytes, to size chunks by. */
    private static final int COLUMN_BYTES = 16;

    private final Connection connection;
    private final DatabaseMetaData metadata;
    private final JdbcDialect dialect;
    private final ColumnTypes types;
    private final @Nullable Keys keys;
    private final List<PlanWarning> notCarried = new ArrayList<>();
    private final Map<String, Set<String>> taken = new HashMap<>();

    /** Which logical type holds the values of a column. */
    @FunctionalInterface
    public interface ColumnTypes {
        Typed of(NativeColumn column);
    }

    /** A logical type, the engine's own, and a default of PostgreSQL's for one of the engine's. */
    public record Typed(LogicalType logical, TypeOrigin origin) {}

    /** Tells a product's unique keys, references and indexes where its driver does not. */
    @FunctionalInterface
    public interface Keys {
        /**
         * Adds those of a table.
         *
         * @param leave told of what is not carried, and why
         */
        void add(
                Connection connection,
                TableName table,
                LogicalTable into,
                BiConsumer<String, String> leave)
                throws SQLException;
    }

    /**
     * @param keys null: what the driver tells
     */
    public MetadataCatalog(
            Connection connection, JdbcDialect dialect, ColumnTypes types, @Nullable Keys keys)
            throws SQLException {
        this.keys = keys;
        this.connection = connection;
        this.metadata = connection.getMetaData();
        this.dialect = dialect;
        this.types = types;
    }

    public Catalog read(TableSelection selection) throws SQLException {
        Map<TableName, String> standing = standing();
        List<TableName> names = selection.names(standing.keySet());
        List<TableInfo> tables = new ArrayList<>();
        Set<String> schemas = new TreeSet<>();
        for (TableName name : names) {
            tables.add(table(name, standing.get(name)));
            schemas.add(name.schema());
        }
        notCarried.sort(Comparator.comparing(PlanWarning::object));
        return new Catalog(
                server(),
                schemas.stream().map(schema -> new SchemaInfo(schema, null)).toList(),
                List.of(),
                List.of(),
                tables,
                notCarried);
    }

    private ServerInfo server() throws SQLException {
        return new ServerInfo(
                metadata.getDatabaseMajorVersion() * 10_000 + metadata.getDatabaseMinorVersion(),
                metadata.getDatabaseProductName() + " " + metadata.getDatabaseProductVersion(),
                String.valueOf(connection.getCatalog()),
                "UTF8",
                "C",
                false);
    }

    /** Tables with their comments; views are not among them. */
    private Map<TableName, String> standing() throws SQLException {
        Map<TableName, String> tables = new TreeMap<>();
        try (ResultSet rows =
                metadata.getTables(
                        connection.getCatalog(), null, "%", new String[] {"TABLE", "BASE TABLE"})) {
            while (rows.next()) {
                String schema = orEmpty(rows.getString("TABLE_SCHEM"));
                String name = rows.getString("TABLE_NAME");
                boolean own = name.toLowerCase(Locale.ROOT).startsWith("drover_");
                if (!own && !SYSTEM.contains(schema.toLowerCase(Locale.ROOT))) {
                    tables.put(new TableName(schema, name), orEmpty(rows.getString("REMARKS")));
                }
            }
        }
        return tables;
    }

    private TableInfo table(TableName name, String comment) throws SQLException {
        LogicalTable table =
                new LogicalTable(
                        name,
                        taken.computeIfAbsent(name.schema(), schema -> LogicalTable.noneTaken()));
        int columns = columns(name, table);
        List<String> key = primaryKey(name);
        if (!key.isEmpty()) {
            table.primaryKey(null, key);
        }
        if (keys == null) {
            indexes(name, table, key);
            foreignKeys(name, table);
        } else {
            keys.add(connection, name, table, this::leave);
        }
        long rows = count(name);
        long blocks = rows == 0 ? 0 : rows * columns * COLUMN_BYTES / 8192 + 1;
        return table.build(
                comment.isEmpty() ? null : comment, new TableStatistics(blocks, 0, rows));
    }

    private int columns(TableName table, LogicalTable into) throws SQLException {
        int columns = 0;
        try (ResultSet rows =
                metadata.getColumns(
                        connection.getCatalog(),
                        pattern(table.schema()),
                        pattern(table.name()),
                        "%")) {
            while (rows.next()) {
                // A pattern may meet more than one table where a driver knows no escapes.
                if (rows.getString("TABLE_NAME").equals(table.name())) {
                    into.column(column(table, rows));
                    columns++;
                }
            }
        }
        return columns;
    }

    private ColumnInfo column(TableName table, ResultSet row) throws SQLException {
        NativeColumn column =
                new NativeColumn(
                        row.getString("COLUMN_NAME"),
                        row.getString("TYPE_NAME"),
                        row.getInt("DATA_TYPE"),
                        row.getInt("COLUMN_SIZE"),
                        row.getInt("DECIMAL_DIGITS"));
        boolean notNull = row.getInt("NULLABLE") == DatabaseMetaData.columnNoNulls;
        String remarks = row.getString("REMARKS");
        String written = row.getString("COLUMN_DEF");
        boolean identity = "YES".equals(row.getString("IS_AUTOINCREMENT"));
        boolean generated = "YES".equals(row.getString("IS_GENERATEDCOLUMN")) && !identity;
        Typed type = types.of(column);
        String object = table + "." + column.name();
        String translated = null;
        if (generated) {
            leave("generation of " + object, "it is loaded with the values that it has now");
        } else if (written != null && !identity) {
            translated = DefaultTexts.translate(written, type.logical().name());
            if (translated == null) {
                leave("default of " + object, "DEFAULT " + written + " is in its own language");
            }
        }
        return new ColumnInfo(
                column.name(),
                type.logical().name(),
                type.logical().shape(),
                notNull,
                null,
                translated,
                identity ? "BY DEFAULT" : null,
                null,
                false,
                null,
                remarks == null || remarks.isEmpty() ? null : remarks,
                type.origin());
    }

    private List<String> primaryKey(TableName table) throws SQLException {
        TreeMap<Integer, String> key = new TreeMap<>();
        try (ResultSet rows =
                metadata.getPrimaryKeys(
                        connection.getCatalog(), orNull(table.schema()), table.name())) {
            while (rows.next()) {
                key.put(rows.getInt("KEY_SEQ"), rows.getString("COLUMN_NAME"));
            }
        } catch (SQLFeatureNotSupportedException untold) {
            leave("primary key of " + table, "its driver tells of none");
        }
        return List.copyOf(key.values());
    }

    /** An index as it comes, column by column. */
    private record Index(boolean unique, TreeMap<Integer, String> key, Set<String> descending) {}

    private void indexes(TableName table, LogicalTable into, List<String> primaryKey)
            throws SQLException {
        Map<String, Index> indexes = new TreeMap<>();
        Set<String> untold = new TreeSet<>();
        try (ResultSet rows =
                metadata.getIndexInfo(
                        connection.getCatalog(),
                        orNull(table.schema()),
                        table.name(),
                        false,
                        true)) {
            while (rows.next()) {
                String name = rows.getString("INDEX_NAME");
                if (name == null) {
                    continue;
                }
                String column = rows.getString("COLUMN_NAME");
                if (column == null || rows.getString("FILTER_CONDITION") != null) {
                    untold.add(name);
                    continue;
                }
                Index index =
                        indexes.computeIfAbsent(
                                name,
                                each ->
                                        new Index(
                                                isUnique(rows), new TreeMap<>(), new TreeSet<>()));
                index.key().put(rows.getInt("ORDINAL_POSITION"), column);
                if ("D".equals(rows.getString("ASC_OR_DESC"))) {
                    index.descending().add(column);
                }
            }
        } catch (SQLFeatureNotSupportedException noIndexes) {
            leave("indexes of " + table, "its driver tells of none");
        }
        untold.forEach(
                name ->
                        leave(
                                "index " + name + " of " + table,
                                "its driver does not tell its columns, or it has a condition"));
        indexes.forEach(
                (name, index) -> {
                    List<String> key = List.copyOf(index.key().values());
                    boolean ofKey = index.unique() && key.equals(primaryKey);
                    if (!ofKey && !untold.contains(name)) {
                        into.index(name, key, index.descending(), index.unique());
                    }
                });
    }

    private static boolean isUnique(ResultSet row) {
        try {
            return !row.getBoolean("NON_UNIQUE");
        } catch (SQLException untold) {
            return false;
        }
    }

    /** A foreign key as it comes, column by column. */
    private record Reference(
            TableName to,
            LogicalTable.Actions actions,
            List<String> from,
            List<String> referenced) {}

    private void foreignKeys(TableName table, LogicalTable into) throws SQLException {
        List<String> names = new ArrayList<>();
        List<Reference> references = new ArrayList<>();
        try (ResultSet rows =
                metadata.getImportedKeys(
                        connection.getCatalog(), orNull(table.schema()), table.name())) {
            while (rows.next()) {
                if (rows.getInt("KEY_SEQ") == 1) {
                    names.add(rows.getString("FK_NAME"));
                    references.add(
                            new Reference(
                                    new TableName(
                                            orEmpty(rows.getString("PKTABLE_SCHEM")),
                                            rows.getString("PKTABLE_NAME")),
                                    new LogicalTable.Actions(
                                            action(rows.getInt("DELETE_RULE")),
                                            action(rows.getInt("UPDATE_RULE"))),
                                    new ArrayList<>(),
                                    new ArrayList<>()));
                }
                Reference last = references.get(references.size() - 1);
                last.from().add(rows.getString("FKCOLUMN_NAME"));
                last.referenced().add(rows.getString("PKCOLUMN_NAME"));
            }
        } catch (SQLFeatureNotSupportedException untold) {
            leave("foreign keys of " + table, "its driver tells of none");
        }
        for (int index = 0; index < references.size(); index++) {
            Reference reference = references.get(index);
            into.foreignKey(
                    names.get(index),
                    reference.from(),
                    reference.to(),
                    reference.referenced(),
                    reference.actions());
        }
    }

    private static String action(int rule) {
        return switch (rule) {
            case DatabaseMetaData.importedKeyCascade -> "CASCADE";
            case DatabaseMetaData.importedKeySetNull -> "SET NULL";
            case DatabaseMetaData.importedKeySetDefault -> "SET DEFAULT";
            default -> "";
        };
    }

    private long count(TableName table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM " + dialect.quote(table))) {
            row.next();
            return row.getLong(1);
        }
    }

    private void leave(String object, String why) {
        notCarried.add(
                new PlanWarning(
                        Kind.NOT_CARRIED,
                        object,
                        "stays behind: " + why,
                        "make it in the target by hand where it is needed"));
    }

    private String pattern(String name) throws SQLException {
        String escape = orEmpty(metadata.getSearchStringEscape());
        return escape.isEmpty()
                ? name
                : name.replace(escape, escape + escape)
                        .replace("_", escape + "_")
                        .replace("%", escape + "%");
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String schema) {
        return schema.isEmpty() ? null : schema;
    }
}
