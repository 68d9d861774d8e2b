package io.drover.engine.generic;

import io.drover.catalog.TableSelection;
import io.drover.engine.StoredTable;
import io.drover.engine.jdbc.JdbcStore;
import io.drover.engine.jdbc.MetadataCatalog;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A database with a JDBC driver as a target, of the products that the tests run: H2 and DuckDB. One
 * connection of its own stays open as long as it does, so that an embedded database is not closed
 * between two chunks.
 */
final class GenericStore extends JdbcStore {
    private final Connection own;
    private final StandardStoreDialect dialect;

    private GenericStore(
            EndpointSpec endpoint, int writers, Connection own, StandardStoreDialect dialect) {
        super(dialect, writers(endpoint, writers));
        this.own = own;
        this.dialect = dialect;
    }

    private static io.drover.engine.jdbc.StoreConnections writers(EndpointSpec endpoint, int most) {
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
                        throw refused(own.getMetaData().getDatabaseProductName());
            };
        } catch (SQLException failure) {
            GenericConnections.close(own);
            throw SqlFailures.wrap(Side.TARGET, "look at the target", failure);
        } catch (RuntimeException failure) {
            GenericConnections.close(own);
            throw failure;
        }
    }

    private static MigrationException refused(String product) {
        return new MigrationException(
                ErrorKind.SPEC,
                "Cannot load into %s by JDBC: how tables are made, swapped and loaded exactly once there is written and tested for H2 and DuckDB only. Load into files (format = csv or parquet) and let the server take them in by its own loader, or into PostgreSQL, MySQL, MariaDB, SQLite or Delta."
                        .formatted(product));
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
            return new MetadataCatalog(
                            own,
                            dialect.names(),
                            column -> GenericTypes.of(dialect.names().product(), column))
                    .read(selection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the catalog of the target", failure);
        }
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> tables) {
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

    @Override
    public void close() {
        GenericConnections.close(own);
    }
}
