package io.drover.ledger;

import static io.drover.ledger.LedgerQueries.instant;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.PlanWarning;
import io.drover.model.history.DdlTally;
import io.drover.model.history.EpochRecord;
import io.drover.model.history.FailureTally;
import io.drover.model.history.LoadPace;
import io.drover.model.history.LoadRecord;
import io.drover.model.history.MigrationHistory;
import io.drover.model.history.QuarantineTally;
import io.drover.model.history.Reconciliation;
import io.drover.model.history.RowFates;
import io.drover.model.history.RuleEffect;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableTally;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads what happened. Every answer is computed by the server and bounded by the number of tables
 * or by a limit, however many chunks and rows there were; no value of a quarantined row is read.
 *
 * <p>Writes nothing, and leaves the connection to its caller. For answers that agree with each
 * other, give it a connection in a REPEATABLE READ transaction.
 *
 * <p>Fails: as {@link io.drover.jdbc.SqlFailures} says for the target.
 */
public final class LedgerHistory {
    /** The schema of the ledger, unless said otherwise. */
    public static final String DEFAULT_SCHEMA = LedgerSchema.NAME;

    private static final int KEPT_RUNS = 20;
    private static final int KEPT_FAILURES = 50;
    private static final int KEPT_REASONS = 200;
    private static final int THROUGHPUT_POINTS = 160;
    private static final int DURATION_BINS = 30;

    private final LedgerQueries queries;

    public LedgerHistory(Connection target, String schema) {
        this.queries = new LedgerQueries(target, schema);
    }

    /** Whether there is a ledger at all. */
    public boolean exists() {
        return queries.list(
                        "its tables",
                        "SELECT to_regclass(?) IS NOT NULL",
                        row -> row.getBoolean(1),
                        queries.quotedSchema() + ".run")
                .get(0);
    }

    /** The last runs of a migration, newest first. */
    public List<RunRecord> runs(String migration, int limit) {
        return queries.list(
                "the runs",
                "SELECT * FROM {ledger}.run WHERE migration = ? ORDER BY run_id DESC LIMIT ?",
                LedgerRows::run,
                migration,
                limit);
    }

    /** The load that is open, or else the last one that was not abandoned. */
    public Optional<LoadRecord> currentLoad(String migration) {
        return load(
                """
                WHERE migration = ? AND state <> 'ABANDONED'
                ORDER BY state = 'LOADING' DESC, load_id DESC LIMIT 1
                """,
                migration);
    }

    /** The tables of a load with the sum of their receipts, by number. */
    public List<TableTally> tables(long load) {
        return queries.list("the tables", LedgerSql.TABLES, LedgerRows::table, load, load);
    }

    /** Every rule of a load with what it did, by table and step. */
    public List<RuleEffect> rules(long load) {
        return queries.list("the migration log", LedgerSql.MIGRATION_LOG, LedgerRows::effect, load);
    }

    /** Rows that were set aside and still are, by table and reason, most first within a table. */
    public List<QuarantineTally> quarantine(long load) {
        return queries.list(
                "the quarantine",
                LedgerSql.QUARANTINE,
                row ->
                        new QuarantineTally(
                                row.getInt("table_number"),
                                row.getString("source_table"),
                                row.getBoolean("committed"),
                                row.getString("reason_state"),
                                row.getString("reason"),
                                row.getLong("rows")),
                load,
                KEPT_REASONS);
    }

    /** Failed attempts, by table and message, the latest first. */
    public List<FailureTally> failures(long load) {
        return queries.list(
                "the failed attempts",
                LedgerSql.FAILURES,
                row ->
                        new FailureTally(
                                row.getInt("table_number"),
                                row.getString("source_table"),
                                row.getString("kind"),
                                row.getString("message"),
                                row.getLong("attempts"),
                                row.getLong("chunks"),
                                instant(row, "last_at")),
                load,
                KEPT_FAILURES);
    }

    /** How fast the last run that wrote receipts moves; empty before the first receipt. */
    public Optional<LoadPace> pace(long load) {
        return queries.list("the pace", LedgerSql.PACE, LedgerRows::pace, load, load).stream()
                .findFirst();
    }

    /**
     * Everything about a run and the load that it worked on; a run without a load (a
     * reconciliation) is told with the migration's current one.
     *
     * @param shownDifferences how many differences of a table are read
     * @throws MigrationException CONSISTENCY when the ledger does not know the run
     */
    public MigrationHistory history(long runId, int shownDifferences) {
        RunRecord run =
                queries
                        .list(
                                "run " + runId,
                                "SELECT * FROM {ledger}.run WHERE run_id = ?",
                                LedgerRows::run,
                                runId)
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> unknownRun(runId));
        Optional<LoadRecord> load =
                run.loadId() == null
                        ? currentLoad(run.migration())
                        : load("WHERE load_id = ?", run.loadId());
        long loadId = load.map(LoadRecord::loadId).orElse(-1L);
        return new MigrationHistory(
                run,
                load.orElse(null),
                load.isEmpty() ? List.of(run) : runsOf(loadId, run),
                tables(loadId),
                epochs(loadId),
                ddl(loadId),
                rules(loadId),
                quarantine(loadId),
                failures(loadId),
                LedgerSeries.throughput(queries, loadId, THROUGHPUT_POINTS).orElse(null),
                LedgerSeries.durations(queries, loadId, DURATION_BINS).orElse(null),
                reconciliation(run, load, shownDifferences).orElse(null));
    }

    private MigrationException unknownRun(long runId) {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot tell the history of run %d: the ledger %s does not know it. Run `drover status` to list the runs."
                        .formatted(runId, queries.quotedSchema()));
    }

    private Optional<LoadRecord> load(String which, Object parameter) {
        return queries
                .list("the load", LedgerSql.LOAD + which, row -> load(row), parameter)
                .stream()
                .findFirst();
    }

    private LoadRecord load(ResultSet row) throws SQLException {
        return LedgerRows.load(row, planWarnings(row.getLong("load_id")));
    }

    private List<PlanWarning> planWarnings(long load) {
        return queries.list("the plan's warnings", LedgerSql.WARNINGS, LedgerRows::warning, load);
    }

    private List<RunRecord> runsOf(long load, RunRecord run) {
        List<RunRecord> runs =
                queries.list(
                        "the runs",
                        "SELECT * FROM {ledger}.run WHERE load_id = ? OR run_id = ?"
                                + " ORDER BY run_id DESC LIMIT ?",
                        LedgerRows::run,
                        load,
                        run.runId(),
                        KEPT_RUNS);
        return runs.stream().sorted(Comparator.comparingLong(RunRecord::runId)).toList();
    }

    private List<EpochRecord> epochs(long load) {
        return queries.list("the epochs", LedgerSql.EPOCHS, LedgerRows::epoch, load);
    }

    private List<DdlTally> ddl(long load) {
        return queries.list(
                "the steps of DDL",
                LedgerSql.DDL,
                row ->
                        new DdlTally(
                                row.getString("phase"),
                                row.getInt("steps"),
                                row.getLong("millis") / 1000.0),
                load);
    }

    /** The run's own, or the last one that began after the load's rows and names were in place. */
    private Optional<Reconciliation> reconciliation(
            RunRecord run, Optional<LoadRecord> load, int shownDifferences) {
        return queries
                .list(
                        "the reconciliation",
                        LedgerSql.RECONCILIATION_RUN,
                        LedgerRows::run,
                        run.runId(),
                        load.map(LoadRecord::loadId).orElse(-1L),
                        run.migration())
                .stream()
                .findFirst()
                .map(prover -> LedgerProofs.reconciliation(queries, prover, shownDifferences));
    }

    /** The fates in a row of sums. */
    static RowFates fates(ResultSet row) throws SQLException {
        return new RowFates(
                row.getLong("read_rows"),
                row.getLong("loaded_rows"),
                row.getLong("filtered_rows"),
                row.getLong("deduplicated_rows"),
                row.getLong("quarantined_rows"));
    }
}
