package io.drover.job.migrate;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.job.rules.RuleChecks;
import io.drover.job.run.EnginesOfRun;
import io.drover.job.run.LedgeredRun;
import io.drover.job.run.Progress;
import io.drover.job.run.RunFacts;
import io.drover.job.run.SparkAccess;
import io.drover.job.source.PlanReader;
import io.drover.job.source.SourceDefinition;
import io.drover.job.source.SourceSide;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Load;
import io.drover.ledger.SnapshotKeeper;
import io.drover.ledger.TableProgress;
import io.drover.load.Checkpoint;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.MigrationPlan;
import io.drover.model.SequencePlan;
import io.drover.model.TablePlan;
import io.drover.model.history.RowFates;
import io.drover.plan.PlanJson;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecFingerprint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover migrate}: does what the plan says, or goes on with it. Repeats: giving it again
 * after any failure goes on where it stopped; after it is complete it changes nothing.
 */
public final class MigrateTables {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final RunFacts facts;
    private final Progress progress;
    private final Checkpoint checkpoint;
    private final UnaryOperator<Dataset<Row>> behindRules;

    /**
     * @param sessions asked once, and only when there is something to load
     */
    public MigrateTables(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            RunFacts facts,
            Progress progress,
            Checkpoint checkpoint) {
        this(spec, sessions, facts, progress, checkpoint, UnaryOperator.identity());
    }

    /**
     * @param behindRules is put behind the rules of each table: a test of the balance plants rules
     *     there that lose rows or double them
     */
    public MigrateTables(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            RunFacts facts,
            Progress progress,
            Checkpoint checkpoint,
            UnaryOperator<Dataset<Row>> behindRules) {
        this.behindRules = behindRules;
        this.spec = spec;
        this.sessions = sessions;
        this.facts = facts;
        this.progress = progress;
        this.checkpoint = checkpoint;
    }

    /** How a call of {@code migrate} ended well. */
    public enum Outcome {
        DONE,
        /** It was complete before. */
        NOTHING_TO_DO,
        /** A part is loaded; nothing is swapped until all is. */
        PARTLY_LOADED
    }

    /**
     * What is in the target now; counts are of the whole load, not of this run alone.
     *
     * @param loadedTables how many of the plan's tables are loaded whole
     */
    public record Result(
            Outcome outcome,
            long loadId,
            long runId,
            MigrationPlan plan,
            RowFates fates,
            int loadedTables) {
        /** How many rows are in the target. */
        public long rows() {
            return fates.loaded();
        }
    }

    /**
     * Runs to the swap.
     *
     * @throws MigrationException of any kind; what was committed until then stands
     */
    public Result run() {
        return run(LoadPart.WHOLE);
    }

    /** Loads a part, and runs to the swap if nothing is missing then. Otherwise as {@link #run}. */
    public Result run(LoadPart part) {
        Session session = new Session("drover " + spec.name() + " ledger", Session.Timeouts.NONE);
        try (Connection connection =
                Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            LedgerSchema.ensure(
                    connection, Connections.dataSource(LedgerHome.of(spec.ledger()), session));
            Ledger ledger = new Ledger(connection);
            ledger.claim(spec.name());
            Optional<Load> load = ledger.latestLoad(spec.name());
            load.ifPresent(each -> refuseChangedSpec(spec, each));
            long runId =
                    ledger.beginRun(facts.start(spec.name(), load.map(Load::loadId).orElse(null)));
            return LedgeredRun.record(
                    ledger, runId, () -> run(ledger, load, runId, part), MigrateTables::end);
        } catch (SQLException failure) {
            throw new IllegalStateException("Closing the ledger's connection", failure);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    private static LedgeredRun.End end(Result result) {
        return result.outcome() == Outcome.PARTLY_LOADED
                ? new LedgeredRun.End(
                        Outcome.DONE.name(),
                        0,
                        "A part: %d of %d tables are loaded, nothing is swapped."
                                .formatted(result.loadedTables(), result.plan().tables().size()))
                : new LedgeredRun.End(result.outcome().name(), 0, null);
    }

    private Result run(Ledger ledger, Optional<Load> load, long runId, LoadPart part) {
        if (load.isPresent() && load.get().state() != Load.State.LOADING) {
            MigrationPlan plan = PlanJson.read(load.get().plan());
            return result(ledger, Outcome.NOTHING_TO_DO, load.get().loadId(), runId, plan);
        }
        EnginesOfRun.begin(spec, ledger, runId);
        if (Engines.covers(spec.target())) {
            return new StoreMigration(spec, sessions, progress).run(ledger, load, runId, part);
        }
        try (SourceSide holder =
                SourceSide.open(spec, "snapshot", SourceSide.readers(spec, sessions))) {
            long loadId;
            MigrationPlan plan;
            if (load.isPresent()) {
                loadId = load.get().loadId();
                plan = PlanJson.read(load.get().plan());
                part.refuseUnknown(plan);
                new SourceDefinition(spec, plan).refuseChanged(holder);
            } else {
                PlanReader reader = new PlanReader(spec);
                plan = reader.plan(holder);
                part.refuseUnknown(plan);
                if (plan.tables().stream().anyMatch(table -> table.rules() != null)) {
                    new RuleChecks(spec, sessions.get(), holder.catalog()).refuse(plan.tables());
                }
                loadId = begin(spec, ledger, plan);
                ledger.attachRun(runId, loadId);
            }
            holder.hold(plan.tables().stream().map(TablePlan::source).distinct().toList());
            ledger.own(loadId, runId);
            for (TablePlan table : plan.tables()) {
                if (table.rules() != null) {
                    ledger.rules().begin(loadId, table.number(), table.rules().steps());
                }
            }
            prepare(ledger, plan, loadId);
            long epochId =
                    ledger.beginEpoch(
                            loadId,
                            runId,
                            holder.snapshot(),
                            spec.source().snapshot() == null
                                    ? SnapshotKeeper.THIS_DRIVER
                                    : SnapshotKeeper.ANOTHER_SESSION);
            new FillIdMaps(spec).fill(holder, plan.tables());
            if (!load(ledger, holder, plan, new Ids(loadId, runId, epochId), part)) {
                return result(ledger, Outcome.PARTLY_LOADED, loadId, runId, plan);
            }
            if (!plan.steps(DdlPhase.RELEASE).isEmpty()) {
                // What was bound to a replaced table since the plan would silently stay with the
                // old one.
                new PlanReader(spec).plan(holder);
            }
            swap(ledger, holder, plan, loadId);
            return result(ledger, Outcome.DONE, loadId, runId, plan);
        }
    }

    private record Ids(long load, long run, long epoch) {}

    private static void refuseChangedSpec(MigrationSpec spec, Load load) {
        SpecFingerprint now = SpecFingerprint.of(spec);
        if (load.specDigest().equals(now.digest())) {
            return;
        }
        throw new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot go on with migration %s: its spec has changed since load %d began (%s). Give the old spec to go on, or `migrate --restart` to begin again with the new one."
                        .formatted(
                                spec.name(),
                                load.loadId(),
                                String.join(
                                        "; ",
                                        SpecFingerprint.differences(
                                                SpecJson.read(load.spec()), now.values()))));
    }

    static long begin(MigrationSpec spec, Ledger ledger, MigrationPlan plan) {
        SpecFingerprint fingerprint = SpecFingerprint.of(spec);
        String json = PlanJson.write(plan);
        return ledger.beginLoad(
                spec.name(),
                fingerprint.digest(),
                SpecJson.write(fingerprint.values()),
                json,
                PlanJson.digest(json),
                plan.tables());
    }

    private static void prepare(Ledger ledger, MigrationPlan plan, long loadId) {
        Set<Integer> done = ledger.stepsDone(loadId);
        List<DdlStep> open = new ArrayList<>(plan.steps(DdlPhase.PRE_DATA));
        open.removeIf(step -> done.contains(step.number()));
        ledger.runSteps(loadId, open, List.of());
    }

    /** Whether all tables are loaded now. */
    private boolean load(
            Ledger ledger, SourceSide holder, MigrationPlan plan, Ids ids, LoadPart part) {
        SparkSession session = sessions.get();
        SparkAccess spark = new SparkAccess(session);
        SourceAccess source =
                new SourceAccess(
                        spec.source(),
                        holder.snapshot(),
                        spark.share(spec.source().maxConnections() - 1, "source.max-connections"),
                        spec.transfer().maxFieldBytes());
        LoadContext context =
                new LoadContext(
                        source,
                        spec.target(),
                        spark.share(
                                spec.target().maxConnections()
                                        - 1
                                        - spec.transfer().indexBuilders(),
                                "target.max-connections"),
                        ids.load(),
                        ids.run(),
                        ids.epoch(),
                        QuarantineLimits.of(spec, plan.tables()),
                        spec.transfer().retryFor(),
                        checkpoint,
                        spark.counter("rows"),
                        spark.counter("bytes"),
                        spark.collector("failed attempts"));
        Map<Integer, Long> files = holder.relationFiles(plan.tables());
        Map<Integer, TableProgress> before =
                new Resume(spark.context(), ledger, source, ids.load(), files, progress)
                        .settle(plan.tables());
        ledger.tables().startTables(ids.load(), files);
        PostData postData =
                new PostData(
                        spec.target(),
                        spec.transfer().indexBuilders(),
                        ids.load(),
                        plan,
                        ledger.stepsDone(ids.load()));
        progress.stage(
                "load",
                part.of(plan).size(),
                part.of(plan).stream().mapToLong(TablePlan::estimatedRows).sum(),
                part.of(plan).stream().mapToLong(TablePlan::estimatedBytes).sum());
        try (FlowMeter flow = new FlowMeter(context, progress)) {
            new TableLoads(
                            spark.context(),
                            ledger,
                            context,
                            new RowPaths(session, context, ruled(ledger, session, context)),
                            part,
                            progress)
                    .run(part.of(plan), before, postData::finish);
        } finally {
            progress.end();
            record(ledger, ids, context);
        }
        if (!ledger.tables().progress(ids.load()).stream().allMatch(MigrateTables::isLoaded)) {
            return false;
        }
        progress.note("all rows are loaded; parents' indexes and foreign keys");
        postData.finishAll();
        ledger.tables()
                .nulled(ids.load())
                .forEach(
                        (table, values) ->
                                progress.note(
                                        plan.tables().get(table).source()
                                                + ": values made NULL, as the spec says: "
                                                + values));
        return true;
    }

    static boolean isLoaded(TableProgress table) {
        return table.state() == TableProgress.State.LOADED
                || table.state() == TableProgress.State.SWAPPED;
    }

    private RuledRows ruled(Ledger ledger, SparkSession session, LoadContext context) {
        return new RuledRows(
                session,
                context,
                new Lookups(context.source(), spec.target(), spec.name()),
                new Masks(spec),
                ledger,
                behindRules);
    }

    /** Never hides how the load ended: the ledger's connection may be what was lost. */
    private void record(Ledger ledger, Ids ids, LoadContext context) {
        try {
            for (FailedAttempt failed : context.failures().value()) {
                ledger.tables()
                        .recordAttempt(
                                ids.load(),
                                failed.table(),
                                failed.chunk(),
                                ids.run(),
                                failed.attempt(),
                                failed.kind(),
                                failed.message());
            }
        } catch (MigrationException lost) {
            progress.note("attempts that failed are not in the ledger: " + lost.getMessage());
        }
    }

    private static void swap(Ledger ledger, SourceSide holder, MigrationPlan plan, long loadId) {
        List<String> more = new ArrayList<>();
        for (SequencePlan sequence : holder.sequences(plan.sequences())) {
            more.add(SequenceSql.advance(sequence));
        }
        more.addAll(Ledger.completion(loadId));
        Set<Integer> done = ledger.stepsDone(loadId);
        List<DdlStep> open = new ArrayList<>(plan.steps(DdlPhase.SWAP));
        open.removeIf(step -> done.contains(step.number()));
        ledger.runSteps(loadId, open, more);
    }

    static Result result(
            Ledger ledger, Outcome outcome, long loadId, long runId, MigrationPlan plan) {
        List<TableProgress> tables = ledger.tables().progress(loadId);
        return new Result(
                outcome,
                loadId,
                runId,
                plan,
                tables.stream()
                        .map(
                                table ->
                                        new RowFates(
                                                table.read(),
                                                table.loaded(),
                                                table.filtered(),
                                                table.deduplicated(),
                                                table.quarantined()))
                        .reduce(RowFates.NONE, RowFates::plus),
                (int) tables.stream().filter(MigrateTables::isLoaded).count());
    }
}
