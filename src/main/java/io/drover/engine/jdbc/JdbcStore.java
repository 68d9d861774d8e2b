package io.drover.engine.jdbc;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables of a database that is reached by JDBC. A replaced table is loaded beside the old one and
 * swapped by two renames, in one transaction where DDL has such; the old one stays until it is
 * released. A chunk's rows and its receipt are one transaction.
 */
public abstract class JdbcStore implements Store {
    /** What the step of a swap begins with. */
    private static final String SWAP = "swap of ";

    private final StoreDialect dialect;
    private final StoreConnections connections;

    /**
     * @param dialect in which tables are made and written
     */
    protected JdbcStore(StoreDialect dialect, StoreConnections connections) {
        this.dialect = dialect;
        this.connections = connections;
        inTransaction(
                "make the table of receipts",
                connection -> execute(connection, dialect.receiptTable()));
    }

    @Override
    public StoredType type(ColumnInfo column) {
        return dialect.type(column);
    }

    @Override
    public boolean keepsApart(LoadMode mode) {
        return mode == LoadMode.REPLACE;
    }

    @Override
    public void forget(StoredTable table) {
        TableName staging = dialect.staging(table.plan().target());
        inTransaction(
                "forget what was loaded of " + table.plan().target(),
                connection -> {
                    new ChunkReceipts(dialect, table).forget(connection);
                    if (keepsApart(table.plan().mode()) && dialect.stands(connection, staging)) {
                        // Of another load it may have other columns.
                        String word = table.loadId() == 0 ? "DROP TABLE " : "DELETE FROM ";
                        execute(connection, word + dialect.quote(staging));
                    }
                });
    }

    private TableName into(StoredTable table) {
        TableName target = table.plan().target();
        return table.plan().mode() == LoadMode.REPLACE ? dialect.staging(target) : target;
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> tables) {
        List<DdlStep> steps = new ArrayList<>();
        for (StoredTable table : tables) {
            TableName target = table.plan().target();
            add(
                    steps,
                    DdlPhase.PRE_DATA,
                    table,
                    "table " + target,
                    dialect.create(table, into(table)));
            if (table.plan().mode() != LoadMode.REPLACE) {
                dialect.indexes(table.definition())
                        .forEach(
                                sql ->
                                        add(
                                                steps,
                                                DdlPhase.TABLE,
                                                table,
                                                "index of " + target,
                                                sql));
            }
        }
        for (StoredTable table : tables) {
            if (table.plan().mode() == LoadMode.REPLACE) {
                add(
                        steps,
                        DdlPhase.SWAP,
                        table,
                        SWAP + table.plan().target(),
                        String.join(";\n", swapStatements(table)));
            }
        }
        bind(steps, tables);
        release(steps, tables);
        return steps;
    }

    /** Adds what can only be made when all tables stand under their names. */
    protected void bind(List<DdlStep> steps, List<StoredTable> tables) {}

    /** Of tables that stand by now: nothing else is replaced. */
    private void release(List<DdlStep> steps, List<StoredTable> tables) {
        inTransaction(
                "look for what is replaced",
                connection -> {
                    for (StoredTable table : tables) {
                        TableName target = table.plan().target();
                        if (table.plan().mode() == LoadMode.REPLACE
                                && dialect.stands(connection, target)) {
                            add(
                                    steps,
                                    DdlPhase.RELEASE,
                                    table,
                                    "replaced table " + target,
                                    "DROP TABLE IF EXISTS "
                                            + dialect.quote(dialect.replaced(target)));
                        }
                    }
                });
    }

    /** Adds a step of a table, numbered behind the others. */
    protected static void add(
            List<DdlStep> steps, DdlPhase phase, StoredTable table, String object, String sql) {
        steps.add(new DdlStep(steps.size(), phase, table.plan().number(), object, sql));
    }

    /** What {@link #swap} does to a table that stands, to review. */
    protected List<String> swapStatements(StoredTable table) {
        TableName target = table.plan().target();
        List<String> statements = new ArrayList<>();
        statements.add("DROP TABLE IF EXISTS " + dialect.quote(dialect.replaced(target)));
        statements.add(dialect.rename(target, dialect.replaced(target)));
        statements.add(dialect.rename(dialect.staging(target), target));
        statements.addAll(dialect.indexes(table.definition()));
        return statements;
    }

    @Override
    public void run(DdlStep step) {
        inTransaction("run " + step.object(), connection -> execute(connection, step.sql()));
    }

    /** What stands tells whether a swap took effect: then the staging table is no more. */
    @Override
    public void run(DdlStep step, StoredTable table) {
        if (!step.object().startsWith(SWAP)) {
            run(step);
            return;
        }
        inTransaction("swap " + table.plan().target(), connection -> swap(connection, table));
    }

    /** Puts the new table in the place of the old one. Repeats: safe. */
    protected void swap(Connection connection, StoredTable table) throws SQLException {
        TableName target = table.plan().target();
        TableName staging = dialect.staging(target);
        TableName replaced = dialect.replaced(target);
        if (dialect.stands(connection, staging)) {
            if (dialect.stands(connection, target)) {
                if (dialect.stands(connection, replaced)) {
                    execute(connection, "DROP TABLE " + dialect.quote(replaced));
                }
                dialect.dropIndexes(connection, target);
                execute(connection, dialect.rename(target, replaced));
            }
            execute(connection, dialect.rename(staging, target));
        }
        // Where DDL commits by itself, a swap may have ended before them.
        for (String sql : dialect.indexes(table.definition())) {
            execute(connection, sql);
        }
    }

    @Override
    public Map<Integer, StoredChunk> loaded(StoredTable table) {
        Map<Integer, StoredChunk> chunks = new TreeMap<>();
        inTransaction(
                "read the receipts of " + table.plan().target(),
                connection -> chunks.putAll(new ChunkReceipts(dialect, table).settled(connection)));
        return chunks;
    }

    @Override
    public Map<Integer, StoredChunk> load(
            SparkSession session,
            StoredTable table,
            Dataset<Row> rows,
            List<Integer> chunks,
            StoredRows watcher) {
        List<String> sparkTypes = new ArrayList<>();
        for (var field : rows.schema().fields()) {
            sparkTypes.add(field.dataType().sql());
        }
        Spool spool = dialect.spool();
        ChunkLoad writer =
                spool == null
                        ? new ChunkWriter(
                                dialect,
                                table,
                                LoadTarget.of(table, into(table), sparkTypes),
                                watcher)
                        : new SpooledChunkWriter(
                                dialect, spool, table, into(table), sparkTypes, watcher);
        List<Integer> numbers = new ArrayList<>(chunks);
        StoreConnections opener = connections;
        List<ChunkLoad.Outcome> outcomes =
                rows.javaRDD()
                        .mapPartitionsWithIndex(
                                (index, partition) -> {
                                    try (HeldConnection held = opener.open()) {
                                        return List.of(
                                                        writer.write(
                                                                held.connection(),
                                                                numbers.get(index),
                                                                partition))
                                                .iterator();
                                    }
                                },
                                false)
                        .collect();
        return settled(table, outcomes, watcher);
    }

    private Map<Integer, StoredChunk> settled(
            StoredTable table, List<ChunkLoad.Outcome> outcomes, StoredRows watcher) {
        Map<Integer, StoredChunk> now = new TreeMap<>();
        ChunkReceipts receipts = new ChunkReceipts(dialect, table);
        inTransaction(
                "settle the receipts of " + table.plan().target(),
                connection -> {
                    for (ChunkLoad.Outcome outcome : outcomes) {
                        StoredChunk chunk = outcome.chunk();
                        long aside = watcher.aside(chunk.number());
                        receipts.settle(connection, chunk.number(), aside);
                        now.put(
                                chunk.number(),
                                new StoredChunk(
                                        chunk.number(),
                                        chunk.read() + aside,
                                        chunk.loaded(),
                                        chunk.quarantined() + aside,
                                        outcome.refused()));
                    }
                });
        return now;
    }

    /** Some statements that take effect together. */
    private interface Work {
        void on(Connection connection) throws SQLException;
    }

    private void inTransaction(String what, Work work) {
        try (HeldConnection held = connections.open()) {
            work.on(held.connection());
            held.connection().commit();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, what, failure);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
