package io.drover.engine.snowflake;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import io.drover.model.UnreadableRow;
import java.sql.Connection;
import java.sql.ResultSet;
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
 * Some chunks on their way: the connector writes their rows into a staging table of their own, SQL
 * counts them there, and one transaction moves them on with their receipts. Whatever happens before
 * that transaction is committed leaves a staging table and no row elsewhere.
 *
 * <p>No two attempts share a staging table: Snowflake runs the COPY of a client that was killed to
 * its end, and its rows must not meet those of the next attempt.
 *
 * <p>Runs on: driver. Repeats: safe; chunks with a receipt are left alone.
 */
final class StagedBatch {
    /** Each is told with its reason; a table that is refused whole is no matter of rows. */
    private static final int MOST_REFUSED = 100_000;

    private final SnowflakeSession session;
    private final SnowflakeConnector connector;
    private final SnowflakeNames names;
    private final StoredTable table;
    private final List<Integer> chunks;
    private final TableName staging;
    private final StagedSql sql;
    private final LoadReceipts receipts;

    private StagedBatch(
            SnowflakeSession session,
            SnowflakeConnector connector,
            SnowflakeNames names,
            StoredTable table,
            List<Integer> chunks,
            TableName staging) {
        this.session = session;
        this.connector = connector;
        this.names = names;
        this.table = table;
        this.chunks = List.copyOf(chunks);
        this.staging = staging;
        this.sql = new StagedSql(names, table, staging);
        this.receipts = new LoadReceipts(names, table);
    }

    /** Makes their staging table, named by the session that makes it: no other ever has its id. */
    static StagedBatch begin(
            SnowflakeSession session,
            SnowflakeConnector connector,
            SnowflakeNames names,
            StoredTable table,
            List<Integer> chunks) {
        return session.run(
                what(table),
                connection -> {
                    TableName staging =
                            names.place(
                                    "%s%d_%d_%d_%s"
                                            .formatted(
                                                    StagingTables.prefix(table),
                                                    table.loadId(),
                                                    table.generation(),
                                                    chunks.get(0),
                                                    SnowflakeSession.id(connection)));
                    StagedBatch batch =
                            new StagedBatch(session, connector, names, table, chunks, staging);
                    SnowflakeSession.execute(connection, batch.sql.create());
                    return batch;
                });
    }

    TableName staging() {
        return staging;
    }

    private static String what(StoredTable table) {
        return "load chunks of " + table.plan().target();
    }

    Map<Integer, StoredChunk> load(
            SparkSession spark, Dataset<Row> rows, int files, StoredRows watcher) {
        String what = what(table);
        Dataset<Row> plain = StagedRow.plain(rows);
        Dataset<Row> texts =
                spark.createDataFrame(
                        plain.javaRDD()
                                .mapPartitionsWithIndex(
                                        new StagedRow(table, plain.schema(), chunks), true)
                                .coalesce(files),
                        StagedRow.schema(table.plan().columns().size()));
        connector.append(texts, names.quote(staging), session.tag());
        Map<Integer, Long> handed = new TreeMap<>();
        chunks.forEach(chunk -> handed.put(chunk, watcher.handed(chunk)));
        session.run(
                what,
                connection -> {
                    prove(connection, handed);
                    return null;
                });
        return moved(what, handed, watcher);
    }

    private Map<Integer, StoredChunk> moved(
            String what, Map<Integer, Long> handed, StoredRows watcher) {
        try {
            return session.transaction(what, connection -> move(connection, handed, watcher));
        } catch (MigrationException refusal) {
            throw new TableShape(names, table).explained(session, refusal);
        }
    }

    private void prove(Connection connection, Map<Integer, Long> handed) throws SQLException {
        Map<Integer, Long> staged = new TreeMap<>();
        chunks.forEach(chunk -> staged.put(chunk, 0L));
        boolean once = true;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.counts())) {
            while (rows.next()) {
                long handedOver = handed.getOrDefault(rows.getInt(1), 0L);
                staged.put(rows.getInt(1), rows.getLong(2));
                once &= rows.getLong(2) == rows.getLong(3) && rows.getLong(4) <= handedOver;
            }
        }
        RejectedRows rejected = new RejectedRows(connection, sql, table, handed, staged);
        if (!once) {
            throw rejected.unaccounted("not each of them once");
        }
        if (!staged.equals(handed)) {
            rejected.mark(MOST_REFUSED);
        }
    }

    private Map<Integer, StoredChunk> move(
            Connection connection, Map<Integer, Long> handed, StoredRows watcher)
            throws SQLException {
        receipts.lock(connection);
        Map<Integer, StoredChunk> done = receipts.chunks(connection);
        done.keySet().retainAll(chunks);
        List<Integer> missing = chunks.stream().filter(chunk -> !done.containsKey(chunk)).toList();
        Map<Integer, List<UnreadableRow>> refused = new TreeMap<>();
        if (!missing.isEmpty()) {
            for (String duplicates : sql.duplicates(missing)) {
                SnowflakeSession.update(connection, duplicates);
            }
            refused.putAll(refused(connection, missing));
            Map<Integer, StoredChunk> now = new TreeMap<>();
            for (int chunk : missing) {
                long not = refused.getOrDefault(chunk, List.of()).size();
                long aside = watcher.aside(chunk);
                long all = handed.get(chunk);
                now.put(chunk, new StoredChunk(chunk, all + aside, all - not, not + aside));
            }
            SnowflakeSession.Changed moved = SnowflakeSession.update(connection, sql.move(missing));
            long wanted = now.values().stream().mapToLong(StoredChunk::loaded).sum();
            if (moved.rows() != wanted) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        "Cannot vouch for %s: %d rows were to be moved out of the staging table and %d were. Nothing is committed; give the same command again, and report it if it stays so."
                                .formatted(table.plan().target(), wanted, moved.rows()));
            }
            receipts.write(connection, now.values(), moved.queryId());
            done.putAll(now);
        }
        Map<Integer, StoredChunk> told = new TreeMap<>();
        done.forEach(
                (number, chunk) ->
                        told.put(
                                number,
                                new StoredChunk(
                                        number,
                                        chunk.read(),
                                        chunk.loaded(),
                                        chunk.quarantined(),
                                        refused.getOrDefault(number, List.of()))));
        return told;
    }

    private Map<Integer, List<UnreadableRow>> refused(Connection connection, List<Integer> of)
            throws SQLException {
        Map<Integer, List<UnreadableRow>> refused = new TreeMap<>();
        int all = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.refused(of, MOST_REFUSED + 1))) {
            while (rows.next()) {
                String mark = rows.getString(3);
                if (++all > MOST_REFUSED) {
                    throw new SQLException(
                            "more than %d rows of one batch are refused, the last: %s"
                                    .formatted(MOST_REFUSED, mark.substring(6)),
                            mark.substring(0, 5));
                }
                long number = rows.getLong(2);
                refused.computeIfAbsent(rows.getInt(1), chunk -> new ArrayList<>())
                        .add(
                                new UnreadableRow(
                                        number,
                                        "row %d of the chunk, on its way into %s"
                                                .formatted(number, table.plan().target()),
                                        null,
                                        mark.substring(0, 5),
                                        mark.substring(6)));
            }
        }
        return refused;
    }
}
