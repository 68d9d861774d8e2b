package io.drover.job.migrate;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.job.rules.RuleChecks;
import io.drover.job.run.Concurrently;
import io.drover.job.run.Progress;
import io.drover.job.run.SparkAccess;
import io.drover.job.source.SourceDefinition;
import io.drover.job.source.SourceSide;
import io.drover.job.source.StorePlans;
import io.drover.ledger.Ledger;
import io.drover.ledger.Load;
import io.drover.ledger.SharedStaging;
import io.drover.ledger.SnapshotKeeper;
import io.drover.ledger.StoreReceipts;
import io.drover.ledger.TableProgress;
import io.drover.load.QuarantineShare;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.plan.PlanJson;
import io.drover.plan.StorePlanner;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * A migration into a {@link Store}, from its plan to its swap, or the rest of it. The store's own
 * word on what it has outranks the ledger, which follows it.
 */
final class StoreMigration {
    private static final int MOST_TABLES_AT_ONCE = 4;
    private static final List<DdlPhase> BEHIND_THE_ROWS =
            List.of(DdlPhase.PARENT, DdlPhase.FOREIGN_KEY, DdlPhase.LAST, DdlPhase.SWAP);

    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Progress progress;

    StoreMigration(MigrationSpec spec, Supplier<SparkSession> sessions, Progress progress) {
        this.spec = spec;
        this.sessions = sessions;
        this.progress = progress;
    }

    /** The load so far; everything that its tables need. */
    private record Going(
            Ledger ledger,
            SparkSession session,
            SourceAccess access,
            MigrationPlan plan,
            Catalog catalog,
            StorePlanner planner,
            long loadId,
            long runId,
            long epochId,
            LongAccumulator rows) {
        /** In a new epoch. */
        Going in(long epoch) {
            return new Going(
                    ledger, session, access, plan, catalog, planner, loadId, runId, epoch, rows);
        }

        StoredTable table(TablePlan table, int generation) {
            return planner.defined(table, catalog, loadId, generation);
        }

        StoreReceipts.Place place(TablePlan table, int generation) {
            return new StoreReceipts.Place(loadId, table.number(), generation, epochId, runId);
        }
    }

    /** Goes on to the swap, if nothing is missing then. */
    MigrateTables.Result run(Ledger ledger, Optional<Load> load, long runId, LoadPart part) {
        SparkSession session = SparkAccess.exact(sessions.get());
        SparkAccess spark = new SparkAccess(session);
        int readers = spark.share(spec.source().maxConnections() - 1, "source.max-connections");
        int writers = spark.share(spec.target().maxConnections() - 1, "target.max-connections");
        try (SourceSide source = SourceSide.open(spec, "snapshot", readers);
                Store store = StorePlans.open(spec, "load", writers)) {
            StorePlans plans = new StorePlans(spec, store);
            Catalog catalog = source.catalog();
            long loadId;
            MigrationPlan plan;
            if (load.isPresent()) {
                loadId = load.get().loadId();
                plan = PlanJson.read(load.get().plan());
                part.refuseUnknown(plan);
                new SourceDefinition(spec.loading(LoadMode.APPEND), plan).refuseChanged(source);
            } else {
                plan = plans.plan(source);
                part.refuseUnknown(plan);
                if (plan.tables().stream().anyMatch(table -> table.rules() != null)) {
                    new RuleChecks(spec, session, catalog).refuse(plan.tables());
                }
                forget(store, plans.planner(), plan, catalog);
                tell(store);
                loadId = MigrateTables.begin(spec, ledger, plan);
                ledger.attachRun(runId, loadId);
            }
            source.hold(plan.tables().stream().map(TablePlan::source).distinct().toList());
            ledger.own(loadId, runId);
            SourceAccess access =
                    new SourceAccess(
                            spec.source(),
                            source.snapshot(),
                            readers,
                            spec.transfer().maxFieldBytes());
            Going before =
                    new Going(
                            ledger,
                            session,
                            access,
                            plan,
                            catalog,
                            plans.planner(),
                            loadId,
                            runId,
                            ledger.storeReceipts().lastEpoch(loadId).orElse(0L),
                            spark.counter("rows"));
            for (TablePlan table : plan.tables()) {
                if (table.rules() != null) {
                    ledger.rules().begin(loadId, table.number(), table.rules().steps());
                }
            }
            Map<Integer, Long> files = source.relationFiles(plan.tables());
            follow(before, store);
            Map<Integer, TableProgress> known =
                    new Resume(spark.context(), ledger, access, loadId, files, progress)
                            .emptying(new ByStore(store))
                            .settle(plan.tables());
            runSteps(before, store, DdlPhase.PRE_DATA);
            long epoch =
                    ledger.beginEpoch(
                            loadId,
                            runId,
                            source.snapshot(),
                            spec.source().snapshot() == null
                                    ? SnapshotKeeper.THIS_DRIVER
                                    : SnapshotKeeper.ANOTHER_SESSION);
            Going going = before.in(epoch);
            ledger.tables().startTables(loadId, files);
            new FillIdMaps(spec).fill(source, plan.tables());
            load(going, writers, part, known);
            List<TableProgress> now = ledger.tables().progress(loadId);
            if (!now.stream().allMatch(MigrateTables::isLoaded)) {
                return MigrateTables.result(
                        ledger, MigrateTables.Outcome.PARTLY_LOADED, loadId, runId, plan);
            }
            BEHIND_THE_ROWS.forEach(phase -> runSteps(going, store, phase));
            tell(store);
            ledger.runSteps(loadId, List.of(), Ledger.completion(loadId));
            return MigrateTables.result(ledger, MigrateTables.Outcome.DONE, loadId, runId, plan);
        }
    }

    private void tell(Store store) {
        store.left().forEach(progress::note);
    }

    /** What an older load left, or one whose ledger is gone, is none of this one's. */
    private static void forget(
            Store store, StorePlanner planner, MigrationPlan plan, Catalog catalog) {
        for (TablePlan table : plan.tables()) {
            if (store.keepsApart(table.mode())) {
                store.forget(planner.defined(table, catalog, 0, 0));
            }
        }
    }

    /** Writes the receipts that a killed run could no longer write. */
    private static void follow(Going going, Store store) {
        if (going.epochId() == 0) {
            return;
        }
        for (TableProgress known : going.ledger().tables().progress(going.loadId())) {
            TablePlan table = going.plan().tables().get(known.number());
            List<StoreReceipts.Stored> unnoted = new ArrayList<>();
            if (known.state() == TableProgress.State.LOADING && !known.allChunksLoaded()) {
                Map<Integer, StoreReceipts.LeftOut> leftOut =
                        going.ledger()
                                .storeReceipts()
                                .leftOut(going.place(table, known.generation()));
                store.loaded(going.table(table, known.generation()))
                        .forEach(
                                (number, chunk) -> {
                                    if (!known.receipts().get(number)) {
                                        unnoted.add(followed(chunk, leftOut.get(number)));
                                    }
                                });
            }
            if (!unnoted.isEmpty()) {
                going.ledger()
                        .storeReceipts()
                        .write(going.place(table, known.generation()), unnoted);
            }
        }
    }

    /** The store knows of the rows that it was handed; what rules left out, the ledger noted. */
    private static StoreReceipts.Stored followed(
            StoredChunk chunk, StoreReceipts.@Nullable LeftOut leftOut) {
        long rows = leftOut == null ? 0 : leftOut.rows();
        long duplicates = leftOut == null ? 0 : leftOut.deduplicated();
        return new StoreReceipts.Stored(
                chunk.number(),
                chunk.read() + rows,
                chunk.loaded(),
                rows - duplicates,
                duplicates,
                chunk.quarantined(),
                List.of(),
                0);
    }

    private void load(Going going, int writers, LoadPart part, Map<Integer, TableProgress> known) {
        List<TablePlan> tables = part.of(going.plan());
        QuarantineLimits limits = QuarantineLimits.of(spec, going.plan().tables());
        progress.stage(
                "load",
                tables.size(),
                tables.stream().mapToLong(TablePlan::estimatedRows).sum(),
                tables.stream().mapToLong(TablePlan::estimatedBytes).sum());
        List<Callable<Void>> jobs = new ArrayList<>();
        for (TablePlan table : tables) {
            jobs.add(
                    () -> {
                        try (Store own = StorePlans.open(spec, "load", writers)) {
                            load(going, own, table, known.get(table.number()), part, limits);
                            tell(own);
                        }
                        return null;
                    });
        }
        int threads =
                Math.min(MOST_TABLES_AT_ONCE, going.session().sparkContext().defaultParallelism());
        String group = "drover-load-" + going.loadId() + "-run-" + going.runId();
        LongAccumulator bytes = new SparkAccess(going.session()).counter("bytes");
        try (FlowMeter flow = new FlowMeter(going.rows(), bytes, progress)) {
            Concurrently.run(
                    "drover-load",
                    threads,
                    jobs,
                    () -> going.session().sparkContext().cancelJobGroup(group));
        } finally {
            progress.end();
        }
    }

    private void load(
            Going going,
            Store store,
            TablePlan table,
            TableProgress known,
            LoadPart part,
            QuarantineLimits limits) {
        StoredTable stored = going.table(table, known.generation());
        if (known.receipts().isEmpty() && store.keepsApart(table.mode())) {
            store.forget(stored);
        }
        going.session()
                .sparkContext()
                .setJobGroup(
                        "drover-load-" + going.loadId() + "-run-" + going.runId(),
                        "load " + table.source(),
                        true);
        going.session().sparkContext().setLocalProperty("spark.scheduler.pool", "drover");
        StoreReceipts.Place place = going.place(table, known.generation());
        new StoreTableLoad(
                        spec,
                        going.session(),
                        going.ledger(),
                        going.access(),
                        store,
                        place,
                        going.rows())
                .load(
                        table,
                        stored,
                        going.catalog().table(table.source()).orElseThrow(),
                        missing(table, known, part),
                        limits.rowsOf(table) - known.quarantined());
        settle(going, store, table, part, limits);
    }

    /** The chunks that are loaded: of rows that move between chunks, the buckets. */
    private static List<Integer> missing(TablePlan table, TableProgress known, LoadPart part) {
        return table.shuffles()
                ? IntStream.range(0, table.loadChunks())
                        .filter(bucket -> !known.receipts().get(bucket))
                        .boxed()
                        .toList()
                : part.of(ChunkTask.missing(table, known.generation(), known.receipts())).stream()
                        .map(task -> task.chunk().number())
                        .toList();
    }

    private void settle(
            Going going, Store store, TablePlan table, LoadPart part, QuarantineLimits limits) {
        TableProgress now =
                going.ledger().tables().progress(going.loadId(), List.of(table.number())).get(0);
        if (part.chunk() != null && !now.allChunksLoaded() && now.balances()) {
            return;
        }
        if (!now.allChunksLoaded() || !now.balances()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for %s: after its load the ledger has receipts for %d of %d chunks, %d rows read, %d loaded, %d filtered, %d deduplicated and %d set aside. Nothing is swapped; give the same command again, and report it if it stays so."
                            .formatted(
                                    table.target(),
                                    now.receipts().cardinality(),
                                    now.chunks(),
                                    now.read(),
                                    now.loaded(),
                                    now.filtered(),
                                    now.deduplicated(),
                                    now.quarantined()));
        }
        if (now.quarantined() > limits.rowsOf(table)) {
            throw new MigrationException(
                    ErrorKind.QUARANTINE_LIMIT,
                    "Cannot take %s in: %d of its rows are set aside, those that the target refused among them, and quarantine.max-rows is %d. Their reasons are in drover.quarantine (drover quarantine). Mend the rows and --restart, or raise the limit: the same command goes on then."
                            .formatted(table.target(), now.quarantined(), limits.rowsOf(table)));
        }
        QuarantineShare.check(table.target(), now, limits.shareOf(table));
        for (DdlStep step : going.plan().steps(DdlPhase.TABLE)) {
            if (step.table() == table.number()) {
                runStep(going, store, step);
            }
        }
        if (now.state() == TableProgress.State.LOADING) {
            going.ledger().tables().markLoaded(going.loadId(), List.of(table.number()));
        }
        progress.passed(table.source(), now.loaded());
    }

    private static void runSteps(Going going, Store store, DdlPhase phase) {
        going.plan().steps(phase).forEach(step -> runStep(going, store, step));
    }

    private static void runStep(Going going, Store store, DdlStep step) {
        Set<Integer> done = going.ledger().stepsDone(going.loadId());
        if (done.contains(step.number())) {
            return;
        }
        long begun = System.nanoTime();
        if (step.table() < 0) {
            store.run(step);
        } else {
            int generation =
                    going.ledger()
                            .tables()
                            .progress(going.loadId(), List.of(step.table()))
                            .get(0)
                            .generation();
            store.run(step, going.table(going.plan().tables().get(step.table()), generation));
        }
        going.ledger().noteStep(going.loadId(), step, (System.nanoTime() - begun) / 1_000_000);
    }

    /** Staged rows of an older generation count no more; the store forgets them before new ones. */
    private record ByStore(Store store) implements Resume.Emptied {
        @Override
        public boolean canBe(TablePlan table) {
            return store.keepsApart(table.mode());
        }

        @Override
        public String by(TablePlan table, SharedStaging shared) {
            return "SELECT 1";
        }
    }
}
