package io.drover.job.reconcile;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.EnginesOfRun;
import io.drover.job.run.LedgeredRun;
import io.drover.job.run.Pause;
import io.drover.job.run.Progress;
import io.drover.job.run.RunFacts;
import io.drover.ledger.DifferingKeys;
import io.drover.ledger.Findings;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Load;
import io.drover.ledger.SavedParts;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.Verdict;
import io.drover.reconcile.levels.Account;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * A reconciliation with its place in the ledger: a run, the verdict on each table, every
 * difference. The comparison itself ({@link ReconcileTables}) reads no ledger.
 */
public final class ReconcileInLedger {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final RunFacts facts;
    private final Progress progress;
    private final Clock clock;
    private final Set<TableName> only;
    private @Nullable Pause pause;

    public ReconcileInLedger(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            RunFacts facts,
            Progress progress,
            Clock clock,
            Set<TableName> only) {
        this.spec = spec;
        this.sessions = sessions;
        this.facts = facts;
        this.progress = progress;
        this.clock = clock;
        this.only = only;
    }

    /** Looks again at rows that differ, with pauses, as both sides are written to meanwhile. */
    public ReconcileInLedger live(Pause between) {
        this.pause = between;
        return this;
    }

    /** What was found, and the run under which the ledger has it. */
    public record Result(long runId, ReconcileTables.Result found) {}

    /** Compares and records; differences are a result and no failure. */
    public Result run() {
        Session session =
                new Session("drover " + spec.name() + " reconcile ledger", Session.Timeouts.NONE);
        try (Connection runs =
                        Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session);
                Connection rows =
                        Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            LedgerSchema.ensure(
                    runs, Connections.dataSource(LedgerHome.of(spec.ledger()), session));
            Ledger ledger = new Ledger(runs);
            Long loadId = ledger.latestLoad(spec.name()).map(Load::loadId).orElse(null);
            long runId = ledger.beginRun(facts.start(spec.name(), loadId));
            return LedgeredRun.record(
                    ledger,
                    runId,
                    () -> {
                        EnginesOfRun.begin(spec, ledger, runId);
                        return run(rows, runId, LedgerAccounts.read(ledger, spec.name()));
                    },
                    ReconcileInLedger::end);
        } catch (SQLException failure) {
            throw new IllegalStateException("Closing the ledger's connections", failure);
        }
    }

    private Result run(Connection rows, long runId, Map<TableName, Account> accounts) {
        try (Findings findings = new Findings(rows, runId)) {
            ReconcileTables.Result found =
                    new ReconcileTables(
                                    spec,
                                    sessions,
                                    new LedgerDifferences(runId, LedgerHome.of(spec.ledger())),
                                    progress,
                                    clock,
                                    only)
                            .keeping(
                                    new LedgerSums(
                                            spec.name(), runId, LedgerHome.of(spec.ledger())))
                            .run(accounts);
            if (pause != null) {
                found = lookAgain(found, new DifferingKeys(rows, runId));
            }
            findings.readUnder(found.sourceSnapshot(), found.targetSnapshot());
            findings.conclude(found.tables(), found.overallLevels());
            new SavedParts(rows, spec.name()).forget();
            return new Result(runId, found);
        }
    }

    private ReconcileTables.Result lookAgain(ReconcileTables.Result found, DifferingKeys keys) {
        Map<Integer, LookAgain.Left> left =
                new LookAgain(spec, sessions, clock, pause)
                        .settle(found.tables(), table -> keys.of(table, LookAgain.MOST));
        left.forEach((table, rest) -> keys.keepOnly(table, LookAgain.keys(rest.differences())));
        return found.judged(
                found.tables().stream()
                        .map(
                                verdict ->
                                        left.containsKey(verdict.tableNumber())
                                                ? LookAgain.settled(
                                                        verdict, left.get(verdict.tableNumber()))
                                                : verdict)
                        .toList());
    }

    private static LedgeredRun.End end(Result result) {
        return switch (result.found().overall()) {
            case EQUAL -> new LedgeredRun.End("DONE", 0, null);
            case DIFFERENT, NOT_PROVEN ->
                    new LedgeredRun.End(
                            "DIFFERENT", exitCode(result.found().overall()), said(result.found()));
        };
    }

    /** 0 when equal; whatever is not proven equal is a difference to an orchestrator. */
    public static int exitCode(Verdict verdict) {
        return verdict == Verdict.EQUAL ? 0 : io.drover.error.ErrorKind.DIFFERENCES.exitCode();
    }

    private static String said(ReconcileTables.Result found) {
        long tables =
                found.tables().stream().filter(table -> table.verdict() != Verdict.EQUAL).count();
        long rows = found.tables().stream().mapToLong(table -> table.differences()).sum();
        String queries =
                found.queries().stream()
                        .filter(query -> query.verdict() != Verdict.EQUAL)
                        .map(query -> "; query " + query.detail())
                        .collect(Collectors.joining());
        return "%s: %d rows in %d tables; other definitions: %s%s"
                .formatted(found.overall(), rows, tables, found.others().detail(), queries);
    }
}
