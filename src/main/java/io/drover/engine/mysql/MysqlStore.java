package io.drover.engine.mysql;

import io.drover.catalog.TableSelection;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.JdbcStore;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A MySQL or MariaDB as a target. DDL commits by itself there, so the swap is one RENAME TABLE of
 * both tables, and the indexes are on the new table before it. A replaced table is kept as {@code
 * drover_old_…} until it is released.
 *
 * <p>Foreign keys are added, and so proven, when all tables stand under their names.
 */
final class MysqlStore extends JdbcStore {
    private static final int DUPLICATE_INDEX = 1061;
    private static final int DUPLICATE_REFERENCE = 1826;
    private static final int CHUNKS_OF_A_WRITER = 4;
    private static final String REFERENCE = "foreign key of ";

    private final EndpointSpec endpoint;
    private final String application;
    private final MysqlWriters writers;
    private final MysqlStoreDialect dialect;

    private MysqlStore(
            EndpointSpec endpoint,
            String application,
            MysqlWriters writers,
            MysqlStoreDialect dialect) {
        super(dialect, writers);
        this.endpoint = endpoint;
        this.application = application;
        this.writers = writers;
        this.dialect = dialect;
    }

    static MysqlStore open(EndpointSpec endpoint, String application, int writers) {
        Session session = new Session(application, Session.Timeouts.STATEMENT);
        try (Connection connection = Connections.open(Side.TARGET, endpoint, session)) {
            String database = connection.getCatalog();
            if (database == null || database.isEmpty()) {
                throw new MigrationException(
                        ErrorKind.SPEC,
                        "Cannot load into %s: the URL names no database. Write it behind the port."
                                .formatted(endpoint.url()));
            }
            boolean mariaDb =
                    value(connection, "SELECT version()")
                            .toLowerCase(Locale.ROOT)
                            .contains("mariadb");
            return new MysqlStore(
                    endpoint,
                    application,
                    new MysqlWriters(endpoint, writers, isolation(connection)),
                    new MysqlStoreDialect(
                            mariaDb ? StoredTypes.Product.MARIADB : StoredTypes.Product.MYSQL,
                            database,
                            MysqlEngine.settings(endpoint).time(),
                            value(connection, "SELECT @@local_infile").equals("1")
                                    ? BulkLoad.Files.TAKEN
                                    : BulkLoad.Files.REFUSED));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "look at the target", failure);
        }
    }

    /**
     * The text of a statement in the log may be replayed in another order than rows were locked.
     */
    private static String isolation(Connection connection) throws SQLException {
        return value(connection, "SELECT @@log_bin AND @@binlog_format = 'STATEMENT'").equals("1")
                ? "REPEATABLE READ"
                : "READ COMMITTED";
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public TableName place(TableName wanted) {
        return new TableName(dialect.database(), wanted.name());
    }

    @Override
    public Catalog standing(TableSelection selection) {
        Session session = new Session(application, Session.Timeouts.STATEMENT);
        try (Connection connection = Connections.open(Side.TARGET, endpoint, session)) {
            return MysqlCatalog.read(connection, selection, MysqlEngine.settings(endpoint))
                    .catalog();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the catalog of the target", failure);
        }
    }

    /** An index that stands was made before. */
    @Override
    public void run(DdlStep step) {
        try {
            super.run(step);
        } catch (MigrationException failure) {
            if (!(failure.getCause() instanceof SQLException cause
                    && cause.getErrorCode() == DUPLICATE_INDEX)) {
                throw failure;
            }
        }
    }

    /** A killed driver may lose so many: their receipts are settled together. */
    @Override
    public int chunksAtOnce() {
        return CHUNKS_OF_A_WRITER * writers.connections();
    }

    @Override
    public List<PlanWarning> warnings() {
        return dialect.files() == BulkLoad.Files.TAKEN
                ? List.of()
                : List.of(
                        new PlanWarning(
                                PlanWarning.Kind.ATTENTION,
                                "the target " + endpoint.url(),
                                "It takes no files from clients (local_infile is off): rows go by INSERTs of many rows, which is slower and as safe.",
                                "SET GLOBAL local_infile = 1 there, to load by LOAD DATA from memory."));
    }

    @Override
    public Map<Integer, StoredChunk> load(
            SparkSession session,
            StoredTable table,
            Dataset<Row> rows,
            List<Integer> chunks,
            StoredRows watcher) {
        refuseWithoutTransactions(List.of(table));
        return super.load(session, table, rows, chunks, watcher);
    }

    private void refuseWithoutTransactions(List<StoredTable> tables) {
        try (HeldConnection held = writers.open()) {
            StorageEngines.refuseWithoutTransactions(held.connection(), dialect, tables);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "look at the tables of the target", failure);
        }
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> tables) {
        refuseWithoutTransactions(tables);
        return super.ddl(tables);
    }

    @Override
    protected void bind(List<DdlStep> steps, List<StoredTable> tables) {
        for (StoredTable table : tables) {
            for (String sql : dialect.foreignKeys(table.definition())) {
                add(steps, DdlPhase.SWAP, table, REFERENCE + table.plan().target(), sql);
            }
        }
    }

    @Override
    public void run(DdlStep step, StoredTable table) {
        if (!step.object().startsWith(REFERENCE)) {
            super.run(step, table);
            return;
        }
        try (HeldConnection held = writers.open();
                Statement statement = held.connection().createStatement()) {
            // Their names are the database's, and the table that was replaced still has them.
            TableName replaced = dialect.replaced(table.plan().target());
            for (String name : references(held.connection(), replaced)) {
                statement.execute(
                        "ALTER TABLE %s DROP FOREIGN KEY %s"
                                .formatted(dialect.quote(replaced), dialect.quote(name)));
            }
            // Without the check the server would take it for granted.
            statement.execute("SET SESSION foreign_key_checks = 1");
            statement.execute(step.sql());
        } catch (SQLException failure) {
            if (failure.getErrorCode() != DUPLICATE_REFERENCE
                    && !String.valueOf(failure.getMessage()).contains("errno: 121")) {
                throw SqlFailures.wrap(Side.TARGET, "add a " + step.object(), failure);
            }
        }
    }

    private static List<String> references(Connection connection, TableName table)
            throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT constraint_name FROM information_schema.table_constraints"
                                + " WHERE constraint_type = 'FOREIGN KEY' AND table_schema = ? AND table_name = ?")) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    @Override
    protected List<String> swapStatements(StoredTable table) {
        TableName target = table.plan().target();
        List<String> statements =
                new ArrayList<>(dialect.indexes(table.definition(), dialect.staging(target)));
        statements.add("DROP TABLE IF EXISTS " + dialect.quote(dialect.replaced(target)));
        statements.add(StoreDdl.swap(dialect.staging(target), target, dialect.replaced(target)));
        return statements;
    }

    @Override
    protected void swap(Connection connection, StoredTable table) throws SQLException {
        TableName target = table.plan().target();
        TableName staging = dialect.staging(target);
        TableName replaced = dialect.replaced(target);
        if (!dialect.stands(connection, staging)) {
            return;
        }
        int made = indexesOf(connection, staging);
        List<String> indexes = dialect.indexes(table.definition(), staging);
        try (Statement statement = connection.createStatement()) {
            // They are made in order, each whole or not at all.
            for (String sql : indexes.subList(Math.min(made, indexes.size()), indexes.size())) {
                statement.execute(sql);
            }
            boolean old = dialect.stands(connection, target);
            if (old) {
                statement.execute("DROP TABLE IF EXISTS " + dialect.quote(replaced));
            }
            statement.execute(StoreDdl.swap(staging, target, old ? replaced : null));
        }
    }

    /** How many secondary indexes that a swap makes are there: those of CREATE TABLE left out. */
    private int indexesOf(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT count(DISTINCT index_name) FROM information_schema.statistics"
                                + " WHERE table_schema = ? AND table_name = ? AND index_name <> 'PRIMARY'"
                                + " AND NOT EXISTS (SELECT 1 FROM information_schema.columns c WHERE c.table_schema = statistics.table_schema"
                                + " AND c.table_name = statistics.table_name AND c.column_name = statistics.index_name AND c.extra LIKE '%auto_increment%')")) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** Connections belong to the pool. */
    @Override
    public void close() {}
}
