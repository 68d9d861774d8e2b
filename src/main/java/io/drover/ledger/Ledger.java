package io.drover.ledger;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Load.State;
import io.drover.model.DdlStep;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the driver writes to and reads from the ledger, over one connection of its own in autocommit
 * mode. Receipts are written elsewhere: in the transactions of the chunks (see {@link Receipts}).
 *
 * <p>Runs on: driver; thread-safe.
 */
public final class Ledger {
    private static final String SCHEMA = LedgerSchema.NAME;
    private static final int CLAIM_WAITS = 10;

    private final Connection connection;
    private final Sql sql;
    private final TableLedger tables;
    private final RuleLedger rules;

    public Ledger(Connection connection) {
        this.connection = connection;
        this.sql = new Sql(connection);
        this.tables = new TableLedger(sql);
        this.rules = new RuleLedger(sql);
    }

    /**
     * Claims a migration for this session, until its connection ends.
     *
     * @throws MigrationException CONSISTENCY when another driver is at work on it
     */
    public void claim(String migration) {
        boolean claimed = tryClaim(migration);
        // A driver that was killed is gone as soon as the server notices; that takes a moment.
        for (int waits = 0; !claimed && waits < CLAIM_WAITS; waits++) {
            sql.query("wait", "SELECT pg_sleep(0.5)", row -> true);
            claimed = tryClaim(migration);
        }
        if (!claimed) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot work on migration %s: another driver is at work on it. Wait for it, or end it;"
                                    + " its claim ends with its connection to the target.")
                            .formatted(migration));
        }
    }

    private boolean tryClaim(String migration) {
        return sql.one(
                "claim migration " + migration,
                "SELECT pg_try_advisory_lock(hashtextextended('drover:' || ?, 0))",
                row -> row.getBoolean(1),
                migration);
    }

    /** What it says of the tables of a load. */
    public TableLedger tables() {
        return tables;
    }

    /** What it says of the rules of a load. */
    public RuleLedger rules() {
        return rules;
    }

    /** The newest load of a migration that was not abandoned. */
    public Optional<Load> latestLoad(String migration) {
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
    public long beginLoad(
            String migration,
            String specDigest,
            String spec,
            String plan,
            String planDigest,
            List<TablePlan> tables) {
        return sql.inTransaction(
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
                insert.setInt(5, table.loadChunks());
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
    public long beginRun(RunStart start) {
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

    public void attachRun(long runId, long loadId) {
        sql.update(
                "note the load of a run",
                "UPDATE " + SCHEMA + ".run SET load_id = ? WHERE run_id = ?",
                loadId,
                runId);
    }

    /** Adds to what a run's report says of its settings. */
    public void noteSetting(long runId, String name, String value) {
        sql.update(
                "note a setting of a run",
                "UPDATE "
                        + SCHEMA
                        + ".run SET settings = settings || jsonb_build_object(?::text, ?::text) WHERE run_id = ?",
                name,
                value,
                runId);
    }

    /** Closes a run; {@code message} is what the operator was told, or null. */
    public void endRun(long runId, String outcome, int exitCode, String message) {
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

    /**
     * Makes a run the one whose tasks may load; waits for tasks of an earlier run that are at it,
     * and fences off those that have not begun.
     */
    public void own(long loadId, long runId) {
        sql.update(
                "take load " + loadId + " over",
                "UPDATE "
                        + SCHEMA
                        + ".migration_load SET owner_run = ? WHERE load_id = ? AND state = 'LOADING'",
                runId,
                loadId);
    }

    public long beginEpoch(long loadId, long runId, Snapshot snapshot, SnapshotKeeper keeper) {
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

    /** The numbers of the DDL steps that took effect. */
    public Set<Integer> stepsDone(long loadId) {
        return new TreeSet<>(
                sql.query(
                        "read the DDL steps",
                        "SELECT step_number FROM " + SCHEMA + ".ddl_step WHERE load_id = ?",
                        row -> row.getInt(1),
                        loadId));
    }

    /** Runs steps and notes them, all in one transaction of the ledger's connection. */
    public void runSteps(long loadId, List<DdlStep> steps, List<String> more) {
        sql.inTransaction(
                "run " + steps.size() + " steps",
                () -> {
                    for (DdlStep step : steps) {
                        DdlSteps.run(connection, loadId, step);
                    }
                    more.forEach(sql::execute);
                    return null;
                });
    }

    /** Notes a step that took effect in a target which is no PostgreSQL. */
    public void noteStep(long loadId, DdlStep step, long millis) {
        sql.inTransaction(
                "note a step",
                () -> {
                    DdlSteps.note(connection, loadId, step, millis);
                    return null;
                });
    }

    /** What it says of the chunks that a store has. */
    public StoreReceipts storeReceipts() {
        return new StoreReceipts(sql);
    }

    /** Makes a load ABANDONED and runs {@code more}, in one transaction. */
    public void abandonWith(long loadId, List<String> more) {
        sql.inTransaction(
                "abandon load " + loadId,
                () -> {
                    sql.update(
                            "abandon a load",
                            "UPDATE "
                                    + SCHEMA
                                    + ".migration_load SET state = 'ABANDONED' WHERE load_id = ?",
                            loadId);
                    more.forEach(sql::execute);
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
}
