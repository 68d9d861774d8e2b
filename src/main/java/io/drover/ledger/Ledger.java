package io.drover.ledger;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Load.State;
import io.drover.model.DdlStep;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the driver writes to and reads from the ledger, over one connection of its own in autocommit
 * mode. Receipts are written elsewhere: in the transactions of the chunks (see {@link Receipts}).
 *
 * <p>Runs on: driver; one thread at a time (its methods are synchronized).
 */
public final class Ledger {
    private static final String SCHEMA = LedgerSchema.NAME;

    private final Connection connection;
    private final Sql sql;

    public Ledger(Connection connection) {
        this.connection = connection;
        this.sql = new Sql(connection);
    }

    /**
     * Claims a migration for this session, until its connection ends.
     *
     * @throws MigrationException CONSISTENCY when another driver is at work on it
     */
    public synchronized void claim(String migration) {
        boolean claimed =
                sql.one(
                        "claim migration " + migration,
                        "SELECT pg_try_advisory_lock(hashtextextended('drover:' || ?, 0))",
                        row -> row.getBoolean(1),
                        migration);
        if (!claimed) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot work on migration %s: another driver is at work on it. Wait for it, or end it;"
                                    + " its claim ends with its connection to the target.")
                            .formatted(migration));
        }
    }

    /** The newest load of a migration that was not abandoned. */
    public synchronized Optional<Load> latestLoad(String migration) {
        return sql
                .query(
                        "read the ledger",
                        "SELECT load_id, migration, state, spec_digest, spec, plan FROM "
                                + SCHEMA
                                + ".migration_load WHERE migration = ? AND state <> 'ABANDONED'"
                                + " ORDER BY load_id DESC LIMIT 1",
                        row ->
                                new Load(
                                        row.getLong(1),
                                        row.getString(2),
                                        State.valueOf(row.getString(3)),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6)),
                        migration)
                .stream()
                .findFirst();
    }

    /** Writes a load and its tables in one transaction; its id. */
    public synchronized long beginLoad(
            String migration,
            String specDigest,
            String spec,
            String plan,
            String planDigest,
            List<TablePlan> tables) {
        return inTransaction(
                "begin the load of " + migration,
                () -> {
                    long loadId =
                            sql.one(
                                    "begin the load of " + migration,
                                    "INSERT INTO "
                                            + SCHEMA
                                            + ".migration_load (migration, state, spec_digest, spec, plan,"
                                            + " plan_digest) VALUES (?, 'LOADING', ?, ?::jsonb, ?, ?) RETURNING"
                                            + " load_id",
                                    row -> row.getLong(1),
                                    migration,
                                    specDigest,
                                    spec,
                                    plan,
                                    planDigest);
                    insertTables(loadId, tables);
                    return loadId;
                });
    }

    private void insertTables(long loadId, List<TablePlan> tables) {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + SCHEMA
                                + ".table_load (load_id, table_number, source_table, target_table, state, chunks,"
                                + " estimated_rows, estimated_bytes) VALUES (?, ?, ?, ?, 'PENDING', ?, ?, ?)")) {
            for (TablePlan table : tables) {
                insert.setLong(1, loadId);
                insert.setInt(2, table.number());
                insert.setString(3, table.source().toString());
                insert.setString(4, table.target().toString());
                insert.setInt(5, table.chunks().size());
                insert.setLong(6, table.estimatedRows());
                insert.setLong(7, table.estimatedBytes());
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "write the tables of a load to the ledger", failure);
        }
    }

    /** A row for this invocation; its id. {@code loadId} null: the command is about no load. */
    public synchronized long beginRun(RunStart start) {
        return sql.one(
                "begin a run in the ledger",
                "INSERT INTO "
                        + SCHEMA
                        + ".run (migration, load_id, command, code_version, spark_version, operator, host,"
                        + " application, settings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb) RETURNING run_id",
                row -> row.getLong(1),
                start.migration(),
                start.loadId(),
                start.command(),
                start.codeVersion(),
                start.sparkVersion(),
                start.operator(),
                start.host(),
                start.application(),
                start.settings());
    }

    public synchronized void attachRun(long runId, long loadId) {
        sql.update(
                "note the load of a run",
                "UPDATE " + SCHEMA + ".run SET load_id = ? WHERE run_id = ?",
                loadId,
                runId);
    }

    /** Closes a run; {@code message} is what the operator was told, or null. */
    public synchronized void endRun(long runId, String outcome, int exitCode, String message) {
        sql.update(
                "end a run in the ledger",
                "UPDATE "
                        + SCHEMA
                        + ".run SET ended_at = clock_timestamp(), outcome = ?, exit_code = ?, message = ?"
                        + " WHERE run_id = ?",
                outcome,
                exitCode,
                message,
                runId);
    }

    public synchronized long beginEpoch(
            long loadId, long runId, Snapshot snapshot, SnapshotKeeper keeper) {
        return sql.one(
                "begin an epoch",
                "INSERT INTO "
                        + SCHEMA
                        + ".epoch (load_id, run_id, snapshot_name, visible, source_server, wal_position,"
                        + " held_elsewhere) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING epoch_id",
                row -> row.getLong(1),
                loadId,
                runId,
                snapshot.name(),
                snapshot.visible(),
                snapshot.server(),
                snapshot.walPosition(),
                keeper == SnapshotKeeper.ANOTHER_SESSION);
    }

    /** The progress of every table of a load, by number. */
    public List<TableProgress> progress(long loadId) {
        return progress(loadId, null);
    }

    /** The progress of some tables of a load, by number; null: of all. */
    public synchronized List<TableProgress> progress(long loadId, @Nullable List<Integer> tables) {
        return sql.query(
                "read the receipts",
                "SELECT t.table_number, t.generation, t.state, t.chunks,"
                        + " coalesce(array_agg(r.chunk_number) FILTER (WHERE r.chunk_number IS NOT NULL),"
                        + " '{}'), coalesce(sum(r.read_rows), 0), coalesce(sum(r.loaded_rows), 0),"
                        + " coalesce(sum(r.quarantined_rows), 0), coalesce(array_agg(r.digest) FILTER (WHERE r.digest IS NOT NULL),"
                        + " '{}'),"
                        + " count(DISTINCT r.epoch_id) FROM "
                        + SCHEMA
                        + ".table_load t LEFT JOIN "
                        + SCHEMA
                        + ".receipt r USING (load_id, table_number, generation) WHERE t.load_id = ?"
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
                            Receipts.sum((String[]) row.getArray(9).getArray(), row.getLong(7)),
                            row.getInt(10));
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
    public synchronized void startTables(long loadId, Map<Integer, Long> relationFiles) {
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

    /** The source's file of each table when its present generation began. */
    public synchronized Map<Integer, Long> relationFiles(long loadId) {
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
    public synchronized List<ChunkReceipt> receipts(long loadId, int table) {
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
     * Begins a table again from its start: empties it and makes its receipts count no more, in one
     * transaction. Waits for a task of a dead run that may still be loading it.
     */
    public synchronized void restartTable(
            long loadId, int number, long relationFile, String truncate, String note) {
        inTransaction(
                "begin table " + number + " again",
                () -> {
                    sql.update(
                            "begin a table again",
                            "UPDATE "
                                    + SCHEMA
                                    + ".table_load SET generation = generation + 1, state = 'LOADING',"
                                    + " relation_file = ?, resume_note = ? WHERE load_id = ? AND"
                                    + " table_number = ?",
                            relationFile,
                            note,
                            loadId,
                            number);
                    execute(truncate);
                    return null;
                });
    }

    public synchronized void noteResume(long loadId, int number, String note) {
        sql.update(
                "note how a table is resumed",
                "UPDATE "
                        + SCHEMA
                        + ".table_load SET resume_note = ? WHERE load_id = ? AND table_number = ?",
                note,
                loadId,
                number);
    }

    /** LOADING to LOADED; each of the tables must change. */
    public synchronized void markLoaded(long loadId, List<Integer> tables) {
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

    public synchronized void recordAttempt(
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

    /** The numbers of the DDL steps that took effect. */
    public synchronized Set<Integer> stepsDone(long loadId) {
        return new TreeSet<>(
                sql.query(
                        "read the DDL steps",
                        "SELECT step_number FROM " + SCHEMA + ".ddl_step WHERE load_id = ?",
                        row -> row.getInt(1),
                        loadId));
    }

    /** Runs steps and notes them, all in one transaction of the ledger's connection. */
    public synchronized void runSteps(long loadId, List<DdlStep> steps, List<String> more) {
        inTransaction(
                "run " + steps.size() + " steps",
                () -> {
                    for (DdlStep step : steps) {
                        DdlSteps.run(connection, loadId, step);
                    }
                    more.forEach(this::execute);
                    return null;
                });
    }

    /** Makes a load ABANDONED and runs {@code more}, in one transaction. */
    public synchronized void abandonWith(long loadId, List<String> more) {
        inTransaction(
                "abandon load " + loadId,
                () -> {
                    more.forEach(this::execute);
                    sql.update(
                            "abandon a load",
                            "UPDATE "
                                    + SCHEMA
                                    + ".migration_load SET state = 'ABANDONED' WHERE load_id = ?",
                            loadId);
                    return null;
                });
    }

    /** The statements that make a load COMPLETE; run in the transaction of the swap. */
    public static List<String> completion(long loadId) {
        return List.of(
                "UPDATE " + SCHEMA + ".table_load SET state = 'SWAPPED' WHERE load_id = " + loadId,
                "UPDATE "
                        + SCHEMA
                        + ".migration_load SET state = 'COMPLETE', completed_at = clock_timestamp()"
                        + " WHERE state = 'LOADING' AND load_id = "
                        + loadId);
    }

    /**
     * The statement that makes a load RELEASED; run in the transaction that drops the old tables.
     */
    public static List<String> release(long loadId) {
        return List.of(
                "UPDATE "
                        + SCHEMA
                        + ".migration_load SET state = 'RELEASED', released_at = clock_timestamp()"
                        + " WHERE state = 'COMPLETE' AND load_id = "
                        + loadId);
    }

    private void execute(String statement) {
        try (Statement run = connection.createStatement()) {
            run.execute(statement);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "run " + statement, failure);
        }
    }

    private interface Work<T> {
        T run();
    }

    private <T> T inTransaction(String attempted, Work<T> work) {
        try {
            connection.setAutoCommit(false);
            try {
                T result = work.run();
                connection.commit();
                return result;
            } catch (RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, attempted, failure);
        }
    }
}
