package io.drover.engine.snowflake;

import io.drover.catalog.TableSelection;
import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SnowflakeSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tables of Snowflake as a target. A batch of chunks is staged by the connector, proven and moved
 * into a table beside the target in one transaction with its receipts; when all are in, that table
 * takes the target's place, or one transaction takes its rows into the target. So a reader sees the
 * table before or after the load.
 */
final class SnowflakeStore implements Store {
    private static final String TABLE = "table ";
    private static final String CLONE = "clone of ";
    private static final String REFERENCE = "reference ";
    private static final String INCOMING = "rows on their way to ";

    private final EndpointSpec endpoint;
    private final SnowflakeSpec settings;
    private final SnowflakeNames names;
    private final SnowflakeSession session;
    private final TableSql sql;
    private final StagingTables staging;
    private boolean receiptsStand;

    SnowflakeStore(EndpointSpec endpoint, String application) {
        this.endpoint = endpoint;
        this.settings = (SnowflakeSpec) endpoint.engine();
        this.names = SnowflakeNames.of(endpoint);
        this.session = new SnowflakeSession(Side.TARGET, endpoint, application);
        this.sql = new TableSql(names, settings);
        this.staging = new StagingTables(names);
    }

    @Override
    public Catalog standing(TableSelection selection) {
        return session.run(
                "read the target's catalog",
                connection -> new SnowflakeCatalog(connection, names).read(selection));
    }

    @Override
    public StoredType type(ColumnInfo column) {
        return SnowflakeTypes.of(column, settings.instants());
    }

    @Override
    public TableName place(TableName wanted) {
        return names.place(wanted.name());
    }

    @Override
    public int chunksAtOnce(StoredTable table) {
        return BatchSize.of(table, settings).chunks();
    }

    /** Nothing is in the table before the last step. */
    @Override
    public boolean keepsApart(LoadMode mode) {
        return true;
    }

    @Override
    public void forget(StoredTable table) {
        receipts();
        TableName target = table.plan().target();
        String what = "forget what was loaded of " + target;
        // First the receipts: rows without one were never loaded. Behind the lock, as what a
        // killed client had under way is committed by then, or never.
        session.transaction(
                what,
                connection -> {
                    LoadReceipts receipts = new LoadReceipts(names, table);
                    receipts.lock(connection);
                    receipts.forget(connection);
                    return null;
                });
        session.run(
                what,
                connection -> {
                    StandingTables standing = new StandingTables(connection, names);
                    staging.drop(connection, table);
                    clear(connection, standing.comment(names.incoming(target)), table);
                    return null;
                });
    }

    /**
     * @param comment of the table that rows wait in; null where there is none
     */
    private void clear(Connection connection, @Nullable String comment, StoredTable table)
            throws SQLException {
        TableName target = table.plan().target();
        TableName incoming = names.incoming(target);
        if (comment == null) {
            return;
        }
        if (!comment.startsWith(TableSql.MARK)) {
            // The old table, of a swap that was killed behind the exchange.
            SnowflakeSession.execute(connection, sql.drop(names.replaced(target)));
            SnowflakeSession.execute(connection, sql.rename(incoming, names.replaced(target)));
        } else if (table.loadId() == 0) {
            // Of another load it may have other columns.
            SnowflakeSession.execute(connection, sql.drop(incoming));
        } else {
            SnowflakeSession.execute(connection, "DELETE FROM " + names.quote(incoming));
        }
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> tables) {
        List<DdlStep> steps = new ArrayList<>();
        List<StoredTable> kept = new ArrayList<>();
        session.run(
                "look at the target",
                connection -> {
                    StandingTables standing = new StandingTables(connection, names);
                    for (StoredTable table : tables) {
                        boolean stands = standing.has(table.plan().target());
                        before(steps, table, stands);
                        if (stands && (replaces(table) || settings.keepBefore())) {
                            kept.add(table);
                        }
                    }
                    return null;
                });
        for (StoredTable table : tables) {
            boolean replaces = replaces(table);
            add(
                    steps,
                    DdlPhase.SWAP,
                    table,
                    replaces ? "swap of " : "rows of ",
                    replaces ? swapText(table) : publishText(table));
        }
        for (StoredTable table : tables) {
            references(steps, table, tables);
        }
        for (StoredTable table : kept) {
            TableName target = table.plan().target();
            boolean replaces = replaces(table);
            add(
                    steps,
                    DdlPhase.RELEASE,
                    table,
                    replaces ? "replaced table " : CLONE,
                    sql.drop(replaces ? names.replaced(target) : names.before(target)));
        }
        return steps;
    }

    private static boolean replaces(StoredTable table) {
        return table.plan().mode() == LoadMode.REPLACE;
    }

    /** Behind all swaps, as a reference follows its table wherever it goes. */
    private void references(List<DdlStep> steps, StoredTable table, List<StoredTable> tables) {
        if (!replaces(table)) {
            return;
        }
        for (ConstraintInfo key : table.definition().constraints()) {
            boolean planned =
                    key.kind() == ConstraintInfo.Kind.FOREIGN_KEY
                            && tables.stream()
                                    .anyMatch(
                                            each -> each.plan().target().equals(key.references()));
            if (planned) {
                add(
                        steps,
                        DdlPhase.SWAP,
                        table,
                        REFERENCE + key.name() + " of ",
                        sql.reference(table, key));
            }
        }
    }

    private void before(List<DdlStep> steps, StoredTable table, boolean stands) {
        TableName target = table.plan().target();
        if (!replaces(table)) {
            add(steps, DdlPhase.PRE_DATA, table, TABLE, sql.create(table));
            if (stands && settings.keepBefore()) {
                add(
                        steps,
                        DdlPhase.PRE_DATA,
                        table,
                        CLONE,
                        sql.cloneBefore(target)
                                + " /* the way back: CREATE OR REPLACE TABLE %s CLONE %s COPY GRANTS */"
                                        .formatted(
                                                names.quote(target),
                                                names.quote(names.before(target))));
            }
        }
        BatchSize batch = BatchSize.of(table, settings);
        add(
                steps,
                DdlPhase.PRE_DATA,
                table,
                INCOMING,
                String.join(";\n", sql.incoming(table, stands))
                        + " /* %d chunks in each COPY, about %d MB compressed, in files of about %d MB */"
                                .formatted(
                                        batch.chunks(),
                                        Math.round(batch.chunks() * batch.chunkBytes() / 1e6),
                                        settings.fileBytes() / 1_000_000));
    }

    private String swapText(StoredTable table) {
        TableName target = table.plan().target();
        return String.join(
                ";\n",
                sql.drop(names.replaced(target)),
                sql.swap(target),
                sql.rename(names.incoming(target), names.replaced(target)),
                sql.comment(table));
    }

    private String publishText(StoredTable table) {
        boolean deletes = table.plan().mode() == LoadMode.UPSERT && settings.deleteMissing();
        return sql.publish(table) + (deletes ? ";\n" + sql.deleteMissing(table) : "");
    }

    private static void add(
            List<DdlStep> steps, DdlPhase phase, StoredTable table, String what, String sql) {
        steps.add(
                new DdlStep(
                        steps.size(),
                        phase,
                        table.plan().number(),
                        what + table.plan().target(),
                        sql));
    }

    @Override
    public void run(DdlStep step) {
        if (step.phase() != DdlPhase.RELEASE) {
            throw new IllegalArgumentException("Of no table: " + step);
        }
        session.execute("drop the " + step.object(), step.sql());
    }

    @Override
    public void run(DdlStep step, StoredTable table) {
        if (step.phase() == DdlPhase.RELEASE) {
            run(step);
            return;
        }
        receipts();
        if (step.object().startsWith(REFERENCE)) {
            session.run(
                    "declare " + step.object(),
                    connection -> {
                        new Beginning(connection, names, sql, table).declare(step.sql());
                        return null;
                    });
        } else if (step.phase() == DdlPhase.SWAP) {
            if (table.plan().mode() == LoadMode.REPLACE) {
                new Swap(session, names, sql, table, staging).run();
            } else {
                new Publication(session, names, settings, table, staging).run();
            }
        } else {
            session.run(
                    "run " + step.object(),
                    connection -> {
                        new Beginning(connection, names, sql, table).run(kind(step));
                        return null;
                    });
        }
    }

    private static Beginning.Kind kind(DdlStep step) {
        if (step.object().startsWith(CLONE)) {
            return Beginning.Kind.CLONE;
        }
        return step.object().startsWith(INCOMING) ? Beginning.Kind.INCOMING : Beginning.Kind.TABLE;
    }

    @Override
    public Map<Integer, StoredChunk> loaded(StoredTable table) {
        receipts();
        return session.run(
                "read the receipts of " + table.plan().target(),
                connection -> new LoadReceipts(names, table).chunks(connection));
    }

    @Override
    public Map<Integer, StoredChunk> load(
            SparkSession spark,
            StoredTable table,
            Dataset<Row> rows,
            List<Integer> chunks,
            StoredRows watcher) {
        receipts();
        Map<Integer, StoredChunk> before = new TreeMap<>(loaded(table));
        before.keySet().retainAll(chunks);
        if (before.size() == chunks.size()) {
            return before;
        }
        SnowflakeSession tagged =
                session.tagged(
                        "%s load %d chunks %d-%d"
                                .formatted(
                                        table.plan().target(),
                                        table.loadId(),
                                        chunks.get(0),
                                        chunks.get(chunks.size() - 1)));
        int files =
                BatchSize.of(table, settings)
                        .files(chunks.size(), spark.sparkContext().defaultParallelism(), settings);
        StagedBatch batch =
                StagedBatch.begin(
                        tagged,
                        new SnowflakeConnector(Side.TARGET, endpoint),
                        names,
                        table,
                        chunks);
        try {
            return batch.load(spark, rows, files, watcher);
        } finally {
            staging.drop(tagged, batch.staging());
        }
    }

    @Override
    public List<String> left() {
        return staging.left();
    }

    private void receipts() {
        if (!receiptsStand) {
            session.execute("make the table of receipts", LoadReceipts.create(names));
            receiptsStand = true;
        }
    }

    /** Connections end with what they are opened for. */
    @Override
    public void close() {}
}
