package io.drover.engine.sqlite;

import io.drover.catalog.TableSelection;
import io.drover.engine.jdbc.DefaultTexts;
import io.drover.engine.jdbc.FittedNames;
import io.drover.engine.jdbc.LogicalTable;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.PlanWarning.Kind;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stands in a file, as its schema and the values in it say. Reads every selected table once.
 */
final class SqliteCatalog {
    static final String SCHEMA = "main";

    private final Connection connection;
    private final SchemaQueries query;
    private final List<PlanWarning> notCarried = new ArrayList<>();
    private final List<SequenceInfo> sequences = new ArrayList<>();
    private final Set<String> taken = LogicalTable.noneTaken();

    SqliteCatalog(Connection connection) {
        this.connection = connection;
        this.query = new SchemaQueries(connection);
    }

    /** A table of the file, whatever selects it. */
    private record Standing(String name, String sql, boolean withoutRowid) {}

    Catalog read(TableSelection selection) throws SQLException {
        Map<String, Standing> standing = standing();
        List<TableName> names =
                selection.names(
                        standing.keySet().stream()
                                .map(name -> new TableName(SCHEMA, name))
                                .toList());
        // In PostgreSQL an index may not have the name of a table.
        names.forEach(name -> taken.add(name.name()));
        List<TableInfo> tables = new ArrayList<>();
        for (TableName name : names) {
            tables.add(table(name, standing.get(name.name())));
        }
        leaveBehind(names);
        notCarried.sort(Comparator.comparing(PlanWarning::object));
        sequences.sort(Comparator.comparing(SequenceInfo::name));
        return new Catalog(
                server(),
                List.of(new SchemaInfo(SCHEMA, null)),
                List.of(),
                sequences,
                tables,
                notCarried);
    }

    private ServerInfo server() throws SQLException {
        String version = query.single("SELECT sqlite_version()");
        String[] parts = version.split("\\.", -1);
        int number = 0;
        for (String part : parts) {
            number = number * 1000 + Integer.parseInt(part);
        }
        return new ServerInfo(
                number, "SQLite " + version, SCHEMA, query.single("PRAGMA encoding"), "C", false);
    }

    private Map<String, Standing> standing() throws SQLException {
        Map<String, Standing> tables = new TreeMap<>();
        query.rows(
                "SELECT l.name, coalesce(s.sql, ''), l.wr FROM pragma_table_list l"
                        + " JOIN sqlite_schema s ON s.type = 'table' AND s.name = l.name"
                        + " WHERE l.schema = 'main' AND l.type = 'table'"
                        + " AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                        + " AND l.name NOT LIKE 'drover\\_%' ESCAPE '\\'",
                row ->
                        tables.put(
                                row.getString(1),
                                new Standing(
                                        row.getString(1), row.getString(2), row.getInt(3) != 0)));
        return tables;
    }

    private TableInfo table(TableName name, Standing standing) throws SQLException {
        List<SchemaQueries.Column> columns = query.columns(name.name());
        ColumnScan.Table scan =
                ColumnScan.of(
                        connection,
                        name.name(),
                        columns.stream().map(SchemaQueries.Column::name).toList());
        List<String> key =
                columns.stream()
                        .filter(column -> column.keyPlace() > 0)
                        .sorted(Comparator.comparingInt(SchemaQueries.Column::keyPlace))
                        .map(SchemaQueries.Column::name)
                        .toList();
        LogicalTable table = new LogicalTable(name, taken);
        @Nullable String identity = identity(columns, standing);
        for (int index = 0; index < columns.size(); index++) {
            table.column(
                    column(
                            name,
                            columns.get(index),
                            scan.columns().get(index),
                            identity,
                            standing));
        }
        indexes(name.name(), table, key, scan, columns);
        SqliteReferences.add(query, name.name(), table, this::leave);
        if (standing.sql().toUpperCase(Locale.ROOT).matches("(?s).*\\bCHECK\\s*\\(.*")) {
            leave("checks of " + name, "its CHECK constraints are in SQLite's own language");
        }
        if (identity != null) {
            sequences.add(sequence(name, identity));
        }
        long blocks = scan.bytes() / 8192 + 1;
        return table.build(
                null, new TableStatistics(scan.rows() == 0 ? 0 : blocks, 0, scan.rows()));
    }

    /** The column that stands for the rowid: the only one of the key, declared INTEGER. */
    private static @Nullable String identity(
            List<SchemaQueries.Column> columns, Standing standing) {
        List<SchemaQueries.Column> key =
                columns.stream().filter(column -> column.keyPlace() > 0).toList();
        return !standing.withoutRowid()
                        && key.size() == 1
                        && key.get(0).declared().equalsIgnoreCase("INTEGER")
                ? key.get(0).name()
                : null;
    }

    private ColumnInfo column(
            TableName table,
            SchemaQueries.Column column,
            ColumnScan scan,
            @Nullable String identity,
            Standing standing) {
        SqliteTypes type = SqliteTypes.of(column.declared(), scan);
        String object = "default of " + table + "." + column.name();
        String translated = null;
        if (column.generated()) {
            leave(
                    "generation of " + table + "." + column.name(),
                    "it is loaded with the values that it has now");
        } else if (column.defaultText() != null) {
            translated = DefaultTexts.translate(column.defaultText(), type.logical().name());
            if (translated == null) {
                leave(object, "DEFAULT " + column.defaultText() + " is in SQLite's own language");
            }
        }
        boolean isIdentity = column.name().equals(identity);
        boolean neverNull =
                column.notNull()
                        || isIdentity
                        || (column.keyPlace() > 0 && standing.withoutRowid());
        return new ColumnInfo(
                column.name(),
                type.logical().name(),
                type.logical().shape(),
                neverNull,
                null,
                isIdentity ? null : translated,
                isIdentity ? "BY DEFAULT" : null,
                null,
                false,
                null,
                null,
                type.origin());
    }

    /** A key that holds NULLs, as SQLite allows it, is no primary key elsewhere. */
    private void indexes(
            String table,
            LogicalTable into,
            List<String> key,
            ColumnScan.Table scan,
            List<SchemaQueries.Column> columns)
            throws SQLException {
        boolean withNulls = false;
        for (int index = 0; index < columns.size(); index++) {
            withNulls |=
                    key.contains(columns.get(index).name())
                            && scan.columns().get(index).nulls() > 0;
        }
        if (!key.isEmpty() && !withNulls) {
            into.primaryKey(null, key);
        } else if (!key.isEmpty()) {
            leave(
                    "primary key of main." + table,
                    "it holds NULLs, which SQLite allows and others do not");
        }
        List<String[]> indexes = new ArrayList<>();
        query.rows(
                "SELECT name, \"unique\", origin, partial FROM pragma_index_list("
                        + SqliteDialect.PLAIN.literal(table)
                        + ") ORDER BY name",
                row ->
                        indexes.add(
                                new String[] {
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getString(4)
                                }));
        for (String[] index : indexes) {
            if (!index[2].equals("pk")) {
                index(table, into, index);
            }
        }
    }

    private void index(String table, LogicalTable into, String[] index) throws SQLException {
        List<String> key = new ArrayList<>();
        Set<String> descending = new HashSet<>();
        boolean[] plain = {index[3].equals("0")};
        query.rows(
                "SELECT name, \"desc\", coll FROM pragma_index_xinfo("
                        + SqliteDialect.PLAIN.literal(index[0])
                        + ") WHERE key = 1 ORDER BY seqno",
                row -> {
                    plain[0] &= row.getString(1) != null && "BINARY".equals(row.getString(3));
                    key.add(String.valueOf(row.getString(1)));
                    if (row.getInt(2) != 0) {
                        descending.add(row.getString(1));
                    }
                });
        boolean unique = index[1].equals("1");
        if (!plain[0]) {
            leave(
                    "index " + index[0] + " of main." + table,
                    "it is partial, over an expression, or of a collation of SQLite's");
        } else if (index[2].equals("u")) {
            into.unique(null, key);
        } else {
            into.index(index[0], key, descending, unique);
        }
    }

    private SequenceInfo sequence(TableName table, String column) throws SQLException {
        String highest =
                query.single(
                        "SELECT coalesce(max(%s), 0) FROM %s"
                                .formatted(
                                        SqliteDialect.name(column),
                                        SqliteDialect.name(table.name())));
        long last = Long.parseLong(highest);
        if (!query.single("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").isEmpty()) {
            String remembered =
                    query.single(
                            "SELECT seq FROM sqlite_sequence WHERE name = "
                                    + SqliteDialect.PLAIN.literal(table.name()));
            last = remembered.isEmpty() ? last : Math.max(last, Long.parseLong(remembered));
        }
        return new SequenceInfo(
                new TableName(
                        SCHEMA,
                        FittedNames.fit(
                                table.name() + "_" + column + "_seq", FittedNames.POSTGRES_BYTES)),
                "bigint",
                1,
                1,
                Long.MAX_VALUE,
                1,
                1,
                false,
                Math.max(1, last),
                last > 0,
                table,
                column,
                true,
                null,
                true);
    }

    /** Views and triggers of the file, and tables that are modules'. */
    private void leaveBehind(List<TableName> selected) throws SQLException {
        Set<String> names = new HashSet<>();
        selected.forEach(name -> names.add(name.name()));
        query.rows(
                "SELECT type, name, tbl_name FROM sqlite_schema WHERE type IN ('view', 'trigger')"
                        + " OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL%')",
                row -> {
                    if (!row.getString(1).equals("trigger") || names.contains(row.getString(3))) {
                        leave(
                                "%s main.%s"
                                        .formatted(
                                                row.getString(1).equals("table")
                                                        ? "virtual table"
                                                        : row.getString(1),
                                                row.getString(2)),
                                "it is written in SQLite's own language");
                    }
                });
    }

    private void leave(String object, String why) {
        notCarried.add(
                new PlanWarning(
                        Kind.NOT_CARRIED,
                        object,
                        "stays behind: " + why,
                        "make it in the target by hand where it is needed"));
    }
}
