package io.drover.job.quarantine;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.FillIdMaps;
import io.drover.job.migrate.LoadContext;
import io.drover.job.migrate.RuledRows;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.job.run.Concurrently;
import io.drover.job.run.LedgeredRun;
import io.drover.job.run.RunFacts;
import io.drover.job.run.SparkAccess;
import io.drover.job.source.FoundAgain;
import io.drover.job.source.PlanReader;
import io.drover.job.source.PostgresOnly;
import io.drover.job.source.SourceSide;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHistory;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Load;
import io.drover.ledger.QuarantineKeys;
import io.drover.ledger.QuarantineLedger;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.ledger.QuarantineLedger.Held;
import io.drover.ledger.Settlements.Batch;
import io.drover.ledger.SnapshotKeeper;
import io.drover.load.Checkpoint;
import io.drover.load.FatedRows;
import io.drover.load.RetriedRows;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.history.RowFates;
import io.drover.model.history.TableTally;
import io.drover.plan.Planner;
import io.drover.spec.MigrationSpec;
import io.drover.transform.RuleFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code quarantine retry}: after a rule or rows were mended, only the rows that were set aside go
 * again, by the present spec and under a new snapshot, and the balance moves with them.
 *
 * <p>Repeats: a row is loaded once, whatever dies in between; giving the command again tries what
 * is still held.
 */
public final class RetryQuarantine {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final RunFacts facts;
    private final Checkpoint checkpoint;

    /**
     * @param sessions asked once, and only when there is something to try
     */
    public RetryQuarantine(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            RunFacts facts,
            Checkpoint checkpoint) {
        this.spec = spec;
        this.sessions = sessions;
        this.facts = facts;
        this.checkpoint = checkpoint;
    }

    /**
     * What became of one table's rows.
     *
     * @param tried how many were looked for
     * @param notFindable how many have no key that finds them, or stay for {@code obstacle}
     * @param obstacle why none could be tried, or null
     */
    public record Tried(
            String source,
            long tried,
            long loaded,
            long leftOut,
            long gone,
            long held,
            long notFindable,
            @Nullable String obstacle) {}

    /** What became of the rows, and the balance of the whole load now. */
    public record Result(long loadId, List<Tried> tables, RowFates fates) {}

    /**
     * Tries the rows that are meant.
     *
     * @throws MigrationException CONSISTENCY when the migration is not complete, or another driver
     *     is at work on it; SPEC when the present spec does not load a table any more
     */
    public Result run(Choice choice) {
        PostgresOnly.refuseOtherTargets(
                spec,
                "load rows of the quarantine again",
                "Mend them in the source and give `migrate --restart`.");
        Session session =
                new Session("drover " + spec.name() + " quarantine", Session.Timeouts.NONE);
        try (Connection connection =
                Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            if (!LedgerSchema.exists(connection)) {
                throw notComplete("nothing was migrated into this target yet");
            }
            Ledger ledger = new Ledger(connection);
            ledger.claim(spec.name());
            Load load =
                    ledger.latestLoad(spec.name())
                            .orElseThrow(() -> notComplete("the ledger does not know it"));
            if (load.state() != Load.State.COMPLETE && load.state() != Load.State.RELEASED) {
                throw notComplete("load " + load.loadId() + " is " + load.state());
            }
            long runId = ledger.beginRun(facts.start(spec.name(), load.loadId()));
            return LedgeredRun.record(
                    ledger,
                    runId,
                    () -> run(connection, ledger, load.loadId(), runId, choice),
                    result ->
                            new LedgeredRun.End(
                                    result.tables().isEmpty() ? "NOTHING_TO_DO" : "DONE", 0, null));
        } catch (SQLException failure) {
            throw new IllegalStateException("Closing the ledger's connection", failure);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    private Result run(
            Connection connection, Ledger ledger, long loadId, long runId, Choice choice) {
        QuarantineLedger quarantine =
                new QuarantineLedger(connection, LedgerHistory.DEFAULT_SCHEMA);
        LedgerHistory history = new LedgerHistory(connection, LedgerHistory.DEFAULT_SCHEMA);
        Map<Integer, List<Held>> byTable = new LinkedHashMap<>();
        for (Held row : quarantine.held(loadId, choice)) {
            byTable.computeIfAbsent(row.table(), number -> new ArrayList<>()).add(row);
        }
        List<Tried> tried = new ArrayList<>();
        if (!byTable.isEmpty()) {
            try (SourceSide side =
                    SourceSide.open(spec, "quarantine", SourceSide.readers(spec, sessions))) {
                Catalog source = side.catalog();
                Catalog target = new PlanReader(spec).target(source);
                List<TablePlan> plans = side.cut(Planner.tables(spec, source, target));
                new FillIdMaps(spec).fill(side, plans);
                long epochId =
                        ledger.beginEpoch(
                                loadId, runId, side.snapshot(), SnapshotKeeper.THIS_DRIVER);
                try (FoundAgain found = FoundAgain.open(spec, sessions, side, "quarantine")) {
                    Retry retry = new Retry(quarantine, ledger, found, loadId, runId, epochId);
                    for (TableTally table : history.tables(loadId)) {
                        if (byTable.containsKey(table.number())) {
                            TablePlan plan = plan(plans, table);
                            RetriedTable retried =
                                    RetriedTable.of(
                                            source.table(plan.source()).orElseThrow(),
                                            Engines.covers(spec.source())
                                                    ? target.table(plan.target())
                                                    : Optional.empty(),
                                            plan);
                            List<Held> held = byTable.get(table.number());
                            tried.add(
                                    retry.table(
                                            table,
                                            retried,
                                            Engines.covers(spec.source())
                                                    ? new HeldKeys(plan, retried.key())
                                                            .settle(
                                                                    new QuarantineKeys(connection),
                                                                    held)
                                                    : held));
                        }
                    }
                }
            }
        }
        return new Result(
                loadId,
                tried,
                history.tables(loadId).stream()
                        .map(TableTally::rows)
                        .reduce(RowFates.NONE, RowFates::plus));
    }

    private TablePlan plan(List<TablePlan> plans, TableTally table) {
        return plans.stream()
                .filter(plan -> plan.source().toString().equals(table.source()))
                .filter(plan -> plan.target().toString().equals(table.target()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MigrationException(
                                        ErrorKind.SPEC,
                                        "Cannot retry rows of %s: the spec does not load it into %s any more, and they were set aside on the way there. Give the spec that does."
                                                .formatted(table.source(), table.target())));
    }

    private MigrationException notComplete(String why) {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot retry rows of migration %s: %s. Run `drover migrate` to its end first; it tries nothing again that was set aside."
                        .formatted(spec.name(), why));
    }

    /** One retry under one snapshot. */
    private final class Retry {
        private final QuarantineLedger quarantine;
        private final Ledger ledger;
        private final FoundAgain again;
        private final long loadId;
        private final long runId;
        private final long epochId;

        Retry(
                QuarantineLedger quarantine,
                Ledger ledger,
                FoundAgain again,
                long loadId,
                long runId,
                long epochId) {
            this.quarantine = quarantine;
            this.ledger = ledger;
            this.again = again;
            this.loadId = loadId;
            this.runId = runId;
            this.epochId = epochId;
        }

        Tried table(TableTally tally, RetriedTable table, List<Held> held) {
            @Nullable String obstacle = table.obstacle();
            List<Held> found =
                    obstacle == null ? held.stream().filter(table::finds).toList() : List.of();
            if (!found.isEmpty()) {
                FoundAgain.Rows rows =
                        again.rows(
                                table.plan(),
                                table.source(),
                                table.key(),
                                List.of(RetriedTable.keys(found)));
                load(
                        tally,
                        rows,
                        rows.copy() == null ? table : table.from(rows.copy()),
                        present(table, rows, found));
            }
            Map<String, Long> states =
                    quarantine.states(loadId, found.stream().map(Held::id).toList());
            return new Tried(
                    tally.source(),
                    found.size(),
                    states.getOrDefault("LOADED", 0L),
                    states.getOrDefault("LEFT_OUT", 0L),
                    states.getOrDefault("GONE", 0L),
                    states.getOrDefault("HELD", 0L),
                    held.size() - found.size(),
                    obstacle);
        }

        /** Where rows of the source cannot be read, one that is not there may be one of them. */
        private List<Held> present(RetriedTable table, FoundAgain.Rows rows, List<Held> found) {
            if (rows.unread() == 0) {
                return found;
            }
            BitSet there = again.present(rows, table.key(), found.stream().map(Held::key).toList());
            return IntStream.range(0, found.size())
                    .filter(there::get)
                    .mapToObj(found::get)
                    .toList();
        }

        private void load(
                TableTally tally, FoundAgain.Rows where, RetriedTable table, List<Held> rows) {
            SparkSession session = sessions.get();
            LoadContext context =
                    LoadContext.afterwards(
                            where.spec(),
                            where.snapshot(),
                            new SparkAccess(session),
                            new LoadContext.Ids(loadId, runId, epochId),
                            checkpoint);
            RuledRows ruled =
                    new RuledRows(
                            session,
                            context,
                            new Lookups(again.original(session), spec.target(), spec.name()),
                            new Masks(spec),
                            ledger,
                            UnaryOperator.identity());
            List<Integer> steps =
                    ledger.rules().adopt(loadId, tally.number(), table.plan().rules().steps());
            Map<Integer, Dataset<Row>> lookups = ruled.lookups(table.plan());
            for (List<Held> some : table.batches(rows)) {
                TablePlan own = table.only(some);
                Batch batch =
                        new Batch(
                                loadId,
                                tally.number(),
                                tally.generation(),
                                runId,
                                some.stream().map(Held::id).toList());
                try {
                    ruled.fated(own, null, lookups)
                            .foreachPartition(new RetryBatch(context, own, batch, steps));
                } catch (Exception failure) {
                    // Spark throws what is not declared; an Error is left to fly.
                    throw RuleFailure.of(own, failure)
                            .map(RuntimeException.class::cast)
                            .orElseGet(() -> Concurrently.unwrapped(failure));
                }
            }
        }
    }

    /** The task: all rows that have the keys of one batch. */
    private record RetryBatch(
            LoadContext context, TablePlan table, Batch batch, List<Integer> ledgerSteps)
            implements ForeachPartitionFunction<Row> {
        @Override
        public void call(Iterator<Row> rows) {
            try (ConnectionPool.Lease lease =
                    ConnectionPool.borrow(
                            Side.TARGET, context.target(), context.targetConnections())) {
                new RetriedRows(table, batch, ledgerSteps, context.checkpoint())
                        .load(
                                lease.connection(),
                                new FatedRows(
                                        rows,
                                        Map::of,
                                        new RuledRows.RowsOfSource(context.source(), table)));
            }
        }
    }
}
