package io.drover.engine.mysql;

import io.drover.catalog.TableSelection;
import io.drover.dialect.mysql.DefaultExpressions;
import io.drover.engine.jdbc.FittedNames;
import io.drover.engine.mysql.CatalogRows.CheckRow;
import io.drover.engine.mysql.CatalogRows.ColumnRow;
import io.drover.engine.mysql.CatalogRows.ForeignKeyRow;
import io.drover.engine.mysql.CatalogRows.IndexRow;
import io.drover.engine.mysql.CatalogRows.RelationRow;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MysqlSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The catalog of a server in logical types, in a fixed number of queries and one for each sequence.
 * A database is a schema.
 */
final class MysqlCatalog {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");
    private static final Set<String> TRANSACTIONAL =
            Set.of("InnoDB", "ROCKSDB", "TokuDB", "ndbcluster", "XtraDB");

    private final CatalogRows rows;
    private final MysqlSpec settings;
    private final List<PlanWarning> warnings = new ArrayList<>();
    private final List<SequenceInfo> sequences = new ArrayList<>();

    private MysqlCatalog(Connection connection, MysqlSpec settings) {
        this.rows = new CatalogRows(connection);
        this.settings = settings;
    }

    /**
     * What was read.
     *
     * @param outside selected tables that no transaction covers, with their storage engines
     */
    record Answer(Catalog catalog, List<String> outside) {}

    static Answer read(Connection connection, TableSelection selection, MysqlSpec settings)
            throws SQLException {
        return new MysqlCatalog(connection, settings).read(connection, selection);
    }

    private Answer read(Connection connection, TableSelection selection) throws SQLException {
        String version = rows.version();
        boolean mariaDb = version.contains("MariaDB");
        Map<TableName, RelationRow> standing = new LinkedHashMap<>();
        List<RelationRow> relations = rows.relations();
        relations.stream()
                .filter(RelationRow::isTable)
                .forEach(relation -> standing.put(relation.name(), relation));
        List<TableName> selected = selection.names(standing.keySet());
        Set<String> schemas = new TreeSet<>();
        selected.forEach(name -> schemas.add(name.schema()));
        if (schemas.isEmpty()) {
            return new Answer(
                    catalog(server(connection, version, mariaDb), schemas, List.of()), List.of());
        }
        List<TableInfo> tables =
                tables(
                        selected,
                        standing,
                        schemas,
                        mariaDb
                                ? DefaultExpressions.Spelling.SQL
                                : DefaultExpressions.Spelling.BARE);
        for (RelationRow relation : relations) {
            if (relation.type().equals("SEQUENCE") && schemas.contains(relation.name().schema())) {
                sequences.add(sequence(relation.name()));
            }
        }
        for (CatalogRows.Left left : rows.leftBehind(schemas)) {
            warnings.add(
                    Warnings.notCarried(
                            left.kind() + " " + left.name(),
                            "is not carried",
                            "make it anew in the target, in its SQL"));
        }
        List<String> outside =
                selected.stream()
                        .map(standing::get)
                        .filter(relation -> !TRANSACTIONAL.contains(relation.engine()))
                        .map(relation -> relation.name() + " (" + relation.engine() + ")")
                        .toList();
        return new Answer(catalog(server(connection, version, mariaDb), schemas, tables), outside);
    }

    private Catalog catalog(ServerInfo server, Set<String> schemas, List<TableInfo> tables) {
        sequences.sort(Comparator.comparing(SequenceInfo::name));
        warnings.sort(Comparator.comparing(PlanWarning::object).thenComparing(PlanWarning::text));
        return new Catalog(
                server,
                schemas.stream().map(name -> new SchemaInfo(name, null)).toList(),
                List.of(),
                sequences,
                tables,
                warnings);
    }

    private List<TableInfo> tables(
            List<TableName> selected,
            Map<TableName, RelationRow> standing,
            Set<String> schemas,
            DefaultExpressions.Spelling spelling)
            throws SQLException {
        Map<TableName, List<ColumnRow>> columns = rows.columns(schemas);
        Map<TableName, List<IndexRow>> indexes = rows.indexes(schemas);
        Map<TableName, List<ForeignKeyRow>> foreignKeys = rows.foreignKeys(schemas);
        Map<TableName, List<CheckRow>> checks =
                rows.checks(schemas, spelling == DefaultExpressions.Spelling.SQL);
        BigKeys bigKeys = BigKeys.of(columns, foreignKeys, standing);
        Map<String, Set<String>> taken = new HashMap<>();
        // Here an index has its table's names for itself, in PostgreSQL it shares those of a
        // schema.
        selected.forEach(
                name ->
                        taken.computeIfAbsent(name.schema(), schema -> new HashSet<>())
                                .add(name.name()));
        List<TableInfo> tables = new ArrayList<>();
        for (TableName name : selected) {
            TableParts parts =
                    new TableParts(
                            standing.get(name),
                            columns.getOrDefault(name, List.of()),
                            indexes.getOrDefault(name, List.of()),
                            foreignKeys.getOrDefault(name, List.of()),
                            checks.getOrDefault(name, List.of()));
            TableAssembly assembly =
                    new TableAssembly(parts, settings, spelling, bigKeys, warnings);
            tables.add(assembly.table(taken.get(name.schema())));
            assembly.identity().ifPresent(sequences::add);
        }
        return tables;
    }

    /** The rows of one table. */
    record TableParts(
            RelationRow relation,
            List<ColumnRow> columns,
            List<IndexRow> indexes,
            List<ForeignKeyRow> foreignKeys,
            List<CheckRow> checks) {}

    private SequenceInfo sequence(TableName name) throws SQLException {
        CatalogRows.SequenceRow row = rows.sequence(name);
        boolean called = row.next() != row.start();
        return new SequenceInfo(
                new TableName(
                        name.schema(), FittedNames.fit(name.name(), FittedNames.POSTGRES_BYTES)),
                "bigint",
                row.start(),
                row.minimum(),
                row.maximum(),
                row.increment() == 0 ? 1 : row.increment(),
                Math.max(1, row.cache()),
                row.cycles(),
                called ? row.next() - row.increment() : row.start(),
                called,
                null,
                null,
                false,
                null,
                true);
    }

    private static ServerInfo server(Connection connection, String version, boolean mariaDb)
            throws SQLException {
        Matcher numbers = VERSION.matcher(version);
        int number =
                numbers.matches()
                        ? Integer.parseInt(numbers.group(1)) * 10_000
                                + Integer.parseInt(numbers.group(2)) * 100
                                + Integer.parseInt(numbers.group(3))
                        : 0;
        String catalog = connection.getCatalog();
        return new ServerInfo(
                number,
                (mariaDb ? "MariaDB " : "MySQL ") + version,
                catalog == null ? "" : catalog,
                "UTF8",
                "C",
                false);
    }

    /** What is said of things that are not as they were. */
    static final class Warnings {
        private Warnings() {}

        static PlanWarning notCarried(String object, String text, String hint) {
            return new PlanWarning(PlanWarning.Kind.NOT_CARRIED, object, text, hint);
        }

        static PlanWarning attention(String object, String text, String hint) {
            return new PlanWarning(PlanWarning.Kind.ATTENTION, object, text, hint);
        }
    }
}
