package io.drover.engine.generic;

import io.drover.catalog.TableSelection;
import io.drover.engine.StoredTable;
import io.drover.engine.jdbc.JdbcStore;
import io.drover.engine.jdbc.StoreConnections;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A database with a JDBC driver as a target, of the products that the tests run: H2 and DuckDB. One
 * connection of its own stays open as long as it does, so that an embedded database is not closed
 * between two chunks.
 */
final class GenericStore extends JdbcStore {
    private static final String REFERENCE = "foreign key of ";

    private final Connection own;
    private final StandardStoreDialect dialect;

    private GenericStore(
            EndpointSpec endpoint, int writers, Connection own, StandardStoreDialect dialect) {
        super(dialect, writers(endpoint, writers));
        this.own = own;
        this.dialect = dialect;
    }

    private static StoreConnections writers(EndpointSpec endpoint, int most) {
        long process = ProcessHandle.current().pid();
        return () -> StoreWriters.open(endpoint, most, process);
    }

    static GenericStore open(EndpointSpec endpoint, String application, int connections) {
        Connection own =
                StoreWriters.plain(endpoint, new Session(application, Session.Timeouts.STATEMENT));
        try {
            GenericDialect names = GenericDialect.of(own, GenericConnections.settings(endpoint));
            String schema = own.getSchema();
            return switch (names.product()) {
                case H2 ->
                        new GenericStore(
                                endpoint, connections, own, new H2StoreDialect(names, schema));
                    // Its writers would only wait for each other.
                case DUCKDB ->
                        new GenericStore(endpoint, 1, own, new DuckDbStoreDialect(names, schema));
                case STANDARD, ORACLE, SQLSERVER, REDSHIFT ->
                        throw refused(own.getMetaData().getDatabaseProductName(), names.product());
            };
        } catch (SQLException failure) {
            GenericConnections.close(own);
            throw SqlFailures.wrap(Side.TARGET, "look at the target", failure);
        } catch (RuntimeException failure) {
            GenericConnections.close(own);
            throw failure;
        }
    }

    private static MigrationException refused(String called, Product dialect) {
        return new MigrationException(
                ErrorKind.SPEC,
                "Cannot load into %s by JDBC (dialect %s): how tables are made, swapped and loaded exactly once there is written and tested for H2 and DuckDB only. Load into files (format = csv or parquet) and let the server take them in by its own loader, or into PostgreSQL, MySQL, MariaDB, SQLite or Delta."
                        .formatted(called, dialect.name().toLowerCase(Locale.ROOT)));
    }

    /** PostgreSQL's schema public is the one that a session is in; others keep their names. */
    @Override
    public TableName place(TableName wanted) {
        return wanted.schema().equals("public")
                ? new TableName(dialect.schema(), wanted.name())
                : wanted;
    }

    @Override
    public Catalog standing(TableSelection selection) {
        try {
            return dialect.names().catalog(own).read(selection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the catalog of the target", failure);
        }
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> tables) {
        refuseWithoutRights(tables);
        List<DdlStep> steps = new ArrayList<>();
        Set<String> schemas = new TreeSet<>();
        tables.forEach(table -> schemas.add(table.plan().target().schema()));
        schemas.remove(dialect.schema());
        for (String schema : schemas) {
            steps.add(
                    new DdlStep(
                            steps.size(),
                            DdlPhase.PRE_DATA,
                            -1,
                            "schema " + schema,
                            "CREATE SCHEMA IF NOT EXISTS " + dialect.quote(schema)));
        }
        for (DdlStep step : super.ddl(tables)) {
            steps.add(
                    new DdlStep(
                            steps.size(), step.phase(), step.table(), step.object(), step.sql()));
        }
        return steps;
    }

    private void refuseWithoutRights(List<StoredTable> tables) {
        for (StoredTable table : tables) {
            TableName target = table.plan().target();
            try {
                if (table.plan().mode() == LoadMode.REPLACE
                        && stands(target)
                        && !dialect.maySwap(own)) {
                    throw new MigrationException(
                            ErrorKind.TARGET,
                            "Cannot replace %s: H2 renames tables one by one, and only an administrator may keep others out meanwhile (SET EXCLUSIVE). ALTER USER … ADMIN TRUE for target.user, or load with append or upsert."
                                    .formatted(target));
                }
            } catch (SQLException failure) {
                throw SqlFailures.wrap(Side.TARGET, "look at the rights in the target", failure);
            }
        }
    }

    @Override
    public boolean keepsReferences() {
        return dialect.keepsReferences();
    }

    /** Of tables that this load makes: what stands is its owner's. */
    @Override
    protected void bind(List<DdlStep> steps, List<StoredTable> tables) {
        for (StoredTable table : made(tables)) {
            TableName target = table.plan().target();
            for (ColumnInfo column : table.definition().columns()) {
                if (StandardStoreDialect.counts(column) && !dialect.counting().isEmpty()) {
                    add(
                            steps,
                            DdlPhase.SWAP,
                            table,
                            "numbering of " + target,
                            dialect.counted(target, column.name()));
                }
            }
        }
        for (StoredTable table : made(tables)) {
            references(table)
                    .forEach(
                            (name, sql) ->
                                    add(
                                            steps,
                                            DdlPhase.SWAP,
                                            table,
                                            REFERENCE + table.plan().target(),
                                            sql));
        }
    }

    private List<StoredTable> made(List<StoredTable> tables) {
        return tables.stream()
                .filter(
                        table ->
                                table.plan().mode() == LoadMode.REPLACE
                                        || !stands(table.plan().target()))
                .toList();
    }

    private boolean stands(TableName table) {
        try {
            return dialect.stands(own, table);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "look for " + table, failure);
        }
    }

    /** By the names that they will have. */
    private Map<String, String> references(StoredTable table) {
        Map<String, String> references = new LinkedHashMap<>();
        for (ConstraintInfo key : table.definition().constraints()) {
            if (key.references() != null && dialect.keepsReferences()) {
                String name = dialect.named(table.plan().target(), key);
                references.put(
                        name,
                        dialect.reference(table.plan().target(), name, key, key.references()));
            }
        }
        return references;
    }

    /** A reference that stands was made before. */
    @Override
    public void run(DdlStep step, StoredTable table) {
        if (step.object().startsWith(REFERENCE)) {
            try {
                List<String> standing = dialect.references(own, table.plan().target());
                boolean made =
                        references(table).entrySet().stream()
                                .anyMatch(
                                        each ->
                                                each.getValue().equals(step.sql())
                                                        && standing.contains(each.getKey()));
                if (made) {
                    return;
                }
            } catch (SQLException failure) {
                throw SqlFailures.wrap(Side.TARGET, "run " + step.object(), failure);
            }
        }
        super.run(step, table);
    }

    @Override
    protected List<String> swapStatements(StoredTable table) {
        List<String> statements = new ArrayList<>(dialect.alone());
        statements.addAll(super.swapStatements(table));
        statements.addAll(dialect.together());
        return statements;
    }

    @Override
    protected void swap(Connection connection, StoredTable table) throws SQLException {
        TableName target = table.plan().target();
        boolean replaces =
                dialect.stands(connection, target)
                        && dialect.stands(connection, dialect.staging(target));
        if (replaces) {
            execute(connection, dialect.alone());
        }
        try {
            super.swap(connection, table);
        } finally {
            if (replaces) {
                execute(connection, dialect.together());
            }
        }
    }

    private static void execute(Connection connection, List<String> statements)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        GenericConnections.close(own);
    }
}
