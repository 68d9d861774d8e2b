package io.drover.ledger;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the driver writes and reads of the tables of a load: their states, their receipts, and the
 * attempts that failed.
 *
 * <p>Runs on: driver; thread-safe.
 */
public final class TableLedger {
    private static final String SCHEMA = LedgerSchema.NAME;

    private final Sql sql;

    TableLedger(Sql sql) {
        this.sql = sql;
    }

    /** The progress of every table of a load, by number. */
    public List<TableProgress> progress(long loadId) {
        return progress(loadId, null);
    }

    /** The progress of some tables of a load, by number; null: of all. */
    public List<TableProgress> progress(long loadId, @Nullable List<Integer> tables) {
        return sql.query(
                "read the receipts",
                "SELECT t.table_number, t.generation, t.state, t.chunks,"
                        + " coalesce(array_agg(r.chunk_number) FILTER (WHERE r.chunk_number IS NOT NULL),"
                        + " '{}'), coalesce(sum(r.read_rows), 0), coalesce(sum(r.loaded_rows), 0),"
                        + " coalesce(sum(r.filtered_rows), 0), coalesce(sum(r.deduplicated_rows), 0),"
                        + " coalesce(sum(r.quarantined_rows), 0), coalesce(array_agg(r.digest) FILTER (WHERE r.digest IS NOT NULL),"
                        + " '{}'),"
                        + " count(DISTINCT r.epoch_id) FROM "
                        + SCHEMA
                        + ".table_load t LEFT JOIN "
                        + SCHEMA
                        + ".receipt r ON r.load_id = t.load_id AND r.table_number = t.table_number"
                        + " AND r.generation = t.generation AND r.finished_at IS NOT NULL"
                        + " WHERE t.load_id = ?"
                        + " AND (?::int[] IS NULL OR t.table_number = ANY (?::int[]))"
                        + " GROUP BY t.load_id, t.table_number ORDER BY t.table_number",
                row -> {
                    BitSet receipts = new BitSet();
                    for (Integer chunk : (Integer[]) row.getArray(5).getArray()) {
                        receipts.set(chunk);
                    }
                    return new TableProgress(
                            row.getInt(1),
                            row.getInt(2),
                            TableProgress.State.valueOf(row.getString(3)),
                            row.getInt(4),
                            receipts,
                            row.getLong(6),
                            row.getLong(7),
                            row.getLong(8),
                            row.getLong(9),
                            row.getLong(10),
                            Receipts.sum((String[]) row.getArray(11).getArray(), row.getLong(7)),
                            row.getInt(12));
                },
                loadId,
                array(tables),
                array(tables));
    }

    /**
     * Marks tables as being loaded; those that are further stay so.
     *
     * @param relationFiles {@code pg_relation_filenode()} of each table's source, by table number
     */
    public void startTables(long loadId, Map<Integer, Long> relationFiles) {
        sql.update(
                "start the tables of a load",
                "UPDATE "
                        + SCHEMA
                        + ".table_load t SET state = 'LOADING', started_at = coalesce(started_at,"
                        + " clock_timestamp()), relation_file = f.file FROM unnest(?::int[], ?::bigint[])"
                        + " f (number, file) WHERE load_id = ? AND table_number = f.number AND state ="
                        + " 'PENDING'",
                array(relationFiles.keySet()),
                array(relationFiles.values()),
                loadId);
    }

    /**
     * How many rows of tables of the target repairs have loaded or deleted since they were loaded,
     * by the text of their names; tables that were not repaired are absent.
     */
    public Map<String, Long> repaired(long loadId) {
        return Repairs.counts(sql, loadId);
    }

    /** The source's file of each table when its present generation began. */
    public Map<Integer, Long> relationFiles(long loadId) {
        Map<Integer, Long> files = new LinkedHashMap<>();
        sql.query(
                "read the tables of a load",
                "SELECT table_number, relation_file FROM "
                        + SCHEMA
                        + ".table_load WHERE load_id = ? AND relation_file IS NOT NULL ORDER BY 1",
                row -> files.put(row.getInt(1), row.getLong(2)),
                loadId);
        return files;
    }

    /** The receipts of the chunks of a table that are loaded, with the epochs they were read in. */
    public List<ChunkReceipt> receipts(long loadId, int table) {
        return sql.query(
                "read the receipts of a table",
                "SELECT chunk_number, read_rows, visible, source_server FROM "
                        + SCHEMA
                        + ".receipt JOIN "
                        + SCHEMA
                        + ".table_load USING (load_id, table_number, generation) JOIN "
                        + SCHEMA
                        + ".epoch USING (epoch_id) WHERE receipt.load_id = ? AND table_number = ?"
                        + " ORDER BY chunk_number",
                row ->
                        new ChunkReceipt(
                                row.getInt(1), row.getLong(2), row.getString(3), row.getString(4)),
                loadId,
                table);
    }

    private static @Nullable String array(@Nullable Collection<? extends Number> numbers) {
        return numbers == null
                ? null
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * A table that is read again from its start.
     *
     * @param emptying the statement that empties what it is loaded into
     * @param note why
     */
    public record Restart(int number, long relationFile, String emptying, String note) {}

    /**
     * Begins tables again from their start: empties them and makes their receipts count no more, in
     * one transaction, so that tables which meet in one of the target never keep the receipts of
     * rows that are gone. Waits for a task of a dead run that may still be loading them.
     */
    public void restart(long loadId, List<Restart> tables) {
        sql.inTransaction(
                "begin tables again",
                () -> {
                    for (Restart table : tables) {
                        sql.update(
                                "begin a table again",
                                "UPDATE "
                                        + SCHEMA
                                        + ".table_load SET generation = generation + 1, state ="
                                        + " 'LOADING', relation_file = ?, resume_note = ? WHERE"
                                        + " load_id = ? AND table_number = ?",
                                table.relationFile(),
                                table.note(),
                                loadId,
                                table.number());
                        sql.execute(table.emptying());
                    }
                    return null;
                });
    }

    /** How the tables that rows are loaded into hang together, as they stand now. */
    public SharedStaging sharedStaging(List<TablePlan> tables) {
        Map<TableName, String> roots = new LinkedHashMap<>();
        Set<TableName> partitioned = new LinkedHashSet<>();
        for (TablePlan table : tables) {
            TableName name = table.staging();
            sql.query(
                    "look at " + name,
                    "SELECT coalesce(pg_partition_root(oid)::oid, oid)::text, relkind = 'p' FROM"
                            + " pg_catalog.pg_class WHERE oid = to_regclass(?)",
                    row -> {
                        if (row.getBoolean(2)) {
                            partitioned.add(name);
                        }
                        return roots.put(name, row.getString(1));
                    },
                    PostgresNames.quote(name));
        }
        return new SharedStaging(roots, partitioned);
    }

    public void noteResume(long loadId, int number, String note) {
        sql.update(
                "note how a table is resumed",
                "UPDATE "
                        + SCHEMA
                        + ".table_load SET resume_note = ? WHERE load_id = ? AND table_number = ?",
                note,
                loadId,
                number);
    }

    /**
     * How many values of a load's rows were made NULL, as the spec says, by table; only above 0.
     */
    public Map<Integer, Long> nulled(long loadId) {
        Map<Integer, Long> nulled = new TreeMap<>();
        sql.query(
                "count the values made NULL",
                "SELECT t.table_number, sum(r.nulled_values)::bigint FROM "
                        + SCHEMA
                        + ".table_load t JOIN "
                        + SCHEMA
                        + ".receipt r USING (load_id, table_number, generation) WHERE load_id = ?"
                        + " GROUP BY 1 HAVING sum(r.nulled_values) > 0",
                row -> nulled.put(row.getInt(1), row.getLong(2)),
                loadId);
        return nulled;
    }

    /** LOADING to LOADED; each of the tables must change. */
    public void markLoaded(long loadId, List<Integer> tables) {
        int changed =
                sql.update(
                        "mark tables as loaded",
                        "UPDATE "
                                + SCHEMA
                                + ".table_load SET state = 'LOADED', loaded_at = clock_timestamp()"
                                + " WHERE load_id = ? AND table_number = ANY (?::int[]) AND state = 'LOADING'",
                        loadId,
                        array(tables));
        if (changed != tables.size()) {
            throw new IllegalStateException(
                    "Of tables %s of load %d only %d were LOADING"
                            .formatted(tables, loadId, changed));
        }
    }

    public void recordAttempt(
            long loadId,
            int table,
            int chunk,
            long runId,
            String attempt,
            String kind,
            String message) {
        sql.update(
                "record a failed attempt",
                "INSERT INTO "
                        + SCHEMA
                        + ".attempt (load_id, table_number, chunk_number, run_id, attempt, kind, message)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                loadId,
                table,
                chunk,
                runId,
                attempt,
                kind,
                message);
    }
}
