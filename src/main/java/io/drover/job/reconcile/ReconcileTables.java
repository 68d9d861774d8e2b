package io.drover.job.reconcile;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Progress;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.reconcile.DifferenceSink;
import io.drover.reconcile.RowForms;
import io.drover.reconcile.SavedSums;
import io.drover.reconcile.TablePair;
import io.drover.reconcile.levels.Account;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableReconcileSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover reconcile}: proves that the target holds the source's rows, or names those that
 * differ. It works from the spec and both catalogs alone and reads no ledger; what one says is
 * given to it, to be checked. Repeats: reads only.
 */
public final class ReconcileTables {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final DifferenceSink sink;
    private final Progress progress;
    private final Clock clock;
    private final Set<TableName> only;
    private SavedSums saved = SavedSums.NONE;

    /**
     * @param sessions asked once
     * @param sink takes the differences while they are found
     * @param only the source tables to compare, a partitioned one for all its partitions; empty:
     *     all that the spec selects
     */
    public ReconcileTables(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            DifferenceSink sink,
            Progress progress,
            Clock clock,
            Set<TableName> only) {
        this.spec = spec;
        this.sessions = sessions;
        this.sink = sink;
        this.progress = progress;
        this.clock = clock;
        this.only = Set.copyOf(only);
    }

    /** Keeps what is read, for the one after this in case it is killed, and uses what is kept. */
    public ReconcileTables keeping(SavedSums parts) {
        this.saved = parts;
        return this;
    }

    /**
     * What was found out.
     *
     * @param tables in the order of their numbers
     * @param others the definitions that belong to none of them: partitioned parents, types,
     *     sequences without a table; EQUAL where single tables were asked for
     * @param queries the verdict on each query of the spec, in its order
     * @param sourceSnapshot what the source was read under
     * @param targetSnapshot what the target was read under
     */
    public record Result(
            List<TableVerdict> tables,
            LevelVerdict others,
            List<LevelVerdict> queries,
            Verdict overall,
            Snapshot sourceSnapshot,
            Snapshot targetSnapshot,
            String sourceVersion,
            String targetVersion,
            Instant startedAt,
            Instant finishedAt) {
        public Result {
            tables = List.copyOf(tables);
            queries = List.copyOf(queries);
        }

        /** The levels that are about no single table. */
        public List<LevelVerdict> overallLevels() {
            List<LevelVerdict> levels = new ArrayList<>(queries);
            levels.add(0, others);
            return levels;
        }

        /** The same with other verdicts on its tables. */
        Result judged(List<TableVerdict> verdicts) {
            return new Result(
                            List.of(),
                            others,
                            queries,
                            overall,
                            sourceSnapshot,
                            targetSnapshot,
                            sourceVersion,
                            targetVersion,
                            startedAt,
                            finishedAt)
                    .with(verdicts);
        }

        /** The same with the verdicts on other tables, which count. */
        public Result with(List<TableVerdict> more) {
            List<TableVerdict> all = new ArrayList<>(tables);
            all.addAll(more);
            Verdict besides =
                    overallLevels().stream()
                            .map(LevelVerdict::verdict)
                            .reduce(Verdict.EQUAL, Verdict::and);
            return new Result(
                    all,
                    others,
                    queries,
                    all.stream().map(TableVerdict::verdict).reduce(besides, Verdict::and),
                    sourceSnapshot,
                    targetSnapshot,
                    sourceVersion,
                    targetVersion,
                    startedAt,
                    finishedAt);
        }
    }

    /**
     * Compares everything; differences are a result and no failure.
     *
     * @throws MigrationException when a side cannot be read at all, or the spec cannot be planned
     */
    public Result run() {
        return run(Map.of());
    }

    /**
     * The same, and what a ledger says is held against what is there.
     *
     * @param accounts of the latest load, by table of the target
     */
    Result run(Map<TableName, Account> accounts) {
        Instant startedAt = clock.instant();
        try (ProofSides sides = ProofSides.open(spec, sessions)) {
            return new ReconcileTables(sides.placed(), sessions, sink, progress, clock, only)
                    .keeping(saved)
                    .run(sides, accounts, startedAt);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    private Result run(ProofSides sides, Map<TableName, Account> accounts, Instant startedAt) {
        Catalog sourceCatalog = sides.source();
        Catalog targetCatalog = sides.target();
        List<TablePlan> plans =
                MeetingTables.of(spec, selected(sourceCatalog), sourceCatalog, targetCatalog);
        DefinitionLevels definitions = new DefinitionLevels(spec, sourceCatalog, targetCatalog);
        LevelsOfProof.Proven proven =
                new LevelsOfProof(spec, sourceCatalog, targetCatalog, accounts, sides::count)
                        .prove(
                                tables(
                                        plans,
                                        targetCatalog,
                                        definitions.of(plans),
                                        ExpectedTables.of(spec, sourceCatalog, targetCatalog),
                                        new ProofSettings(spec, sourceCatalog),
                                        sides),
                                plans,
                                sides::ask);
        LevelVerdict others =
                only.isEmpty() && asks(Level.SCHEMA)
                        ? definitions.others(plans)
                        : NotCompared.unasked(Level.SCHEMA);
        Verdict besides =
                proven.queries().stream()
                        .map(LevelVerdict::verdict)
                        .reduce(others.verdict(), Verdict::and);
        Verdict overall =
                proven.tables().stream().map(TableVerdict::verdict).reduce(besides, Verdict::and);
        return new Result(
                noting(proven.tables(), sides.notes()),
                others,
                proven.queries(),
                overall,
                sides.snapshot(Side.SOURCE),
                sides.snapshot(Side.TARGET),
                sourceCatalog.server().version(),
                targetCatalog.server().version(),
                startedAt,
                clock.instant());
    }

    private static List<TableVerdict> noting(List<TableVerdict> tables, List<String> notes) {
        List<TableVerdict> noted = new ArrayList<>();
        for (TableVerdict table : tables) {
            TableVerdict each = table;
            for (String note : notes) {
                each = each.noting(note);
            }
            noted.add(each);
        }
        return noted;
    }

    /** The plans asked for, made anew from the spec. */
    private List<TablePlan> selected(Catalog source) {
        List<TablePlan> all = Planner.tables(spec, source);
        if (only.isEmpty()) {
            return all;
        }
        Set<TableName> wanted = new HashSet<>(only);
        for (boolean grown = true; grown; ) {
            grown = false;
            for (TableInfo table : source.tables()) {
                if (table.partitionOf() != null && wanted.contains(table.partitionOf())) {
                    grown |= wanted.add(table.name());
                }
            }
        }
        for (TableName name : only) {
            if (source.table(name).isEmpty()) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot reconcile %s: the spec selects no such table of the source. Check --table; names keep their case."
                                .formatted(name));
            }
        }
        return all.stream().filter(plan -> wanted.contains(plan.source())).toList();
    }

    private List<TableVerdict> tables(
            List<TablePlan> plans,
            Catalog targetCatalog,
            List<LevelVerdict> definitions,
            ExpectedTables expected,
            ProofSettings wishes,
            ProofSides sides) {
        Map<Integer, TableVerdict> verdicts = new TreeMap<>();
        List<TablePair> pairs = new ArrayList<>();
        List<LevelVerdict> schemas = new ArrayList<>();
        Map<TableName, TableInfo> standing = new HashMap<>();
        targetCatalog.tables().forEach(table -> standing.put(table.name(), table));
        for (int index = 0; index < plans.size(); index++) {
            TablePlan plan = plans.get(index);
            LevelVerdict definition = definitions.get(index);
            TableInfo there = standing.get(plan.target());
            if (there != null) {
                wishes.refuseUnknown(plan.source(), there);
            }
            if (there == null) {
                verdicts.put(plan.number(), NotCompared.absent(plan, definition));
            } else if (!asks(Level.DIGESTS)) {
                verdicts.put(plan.number(), NotCompared.withoutDigests(plan, definition));
            } else if (expected.covers(plan)) {
                expected.add(plan, definition, there);
            } else {
                pairs.add(
                        pair(
                                TargetKeys.of(spec, plan, there),
                                there,
                                wishes.of(plan.source(), plan.target())));
                schemas.add(definition);
            }
        }
        Map<Integer, RowForms> rows =
                expected.addTo(
                        pairs,
                        schemas,
                        verdicts,
                        () -> sides.expectation(),
                        plan -> wishes.of(plan.source(), plan.target()));
        if (!pairs.isEmpty()) {
            progress.stage(
                    "reconcile",
                    pairs.size(),
                    2 * plans.stream().mapToLong(TablePlan::estimatedRows).sum(),
                    2 * plans.stream().mapToLong(TablePlan::estimatedBytes).sum());
            try {
                sides.reconciler(progress::moved, saved)
                        .expecting(rows)
                        .reconcile(
                                pairs,
                                schemas,
                                sides.connection(Side.SOURCE),
                                sides.connection(Side.TARGET),
                                sink)
                        .forEach(verdict -> verdicts.put(verdict.tableNumber(), verdict));
                expected.tellOthers(verdicts);
                verdicts.values()
                        .forEach(
                                verdict ->
                                        progress.passed(
                                                verdict.source(), verdict.sourceDigest().rows()));
            } finally {
                progress.end();
            }
        }
        return List.copyOf(verdicts.values());
    }

    private boolean asks(Level level) {
        return spec.reconcile().levels().contains(level);
    }

    static TablePair pair(TablePlan plan, TableInfo there, TableReconcileSpec wish) {
        return TablePair.of(plan, types(there))
                .leavingOut(Set.copyOf(wish.leaveOut()))
                .within(wish.tolerances());
    }

    static Map<String, String> types(TableInfo table) {
        Map<String, String> types = new LinkedHashMap<>();
        for (ColumnInfo column : table.columns()) {
            types.put(column.name(), column.type());
        }
        return types;
    }
}
