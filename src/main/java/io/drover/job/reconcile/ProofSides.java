package io.drover.job.reconcile;

import io.drover.catalog.TableSelection;
import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.SparkAccess;
import io.drover.job.source.PlanReader;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.plan.TargetNames;
import io.drover.reconcile.AuditedSide;
import io.drover.reconcile.ComparedColumn;
import io.drover.reconcile.ReadProgress;
import io.drover.reconcile.ReconcileLimits;
import io.drover.reconcile.Reconciler;
import io.drover.reconcile.SavedSums;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.TablePair;
import io.drover.reconcile.expect.EngineSource;
import io.drover.reconcile.expect.Expectation;
import io.drover.reconcile.levels.Answer;
import io.drover.reconcile.levels.AskServers;
import io.drover.reconcile.levels.Question;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Both sides of a proof, each at one moment, as Spark tasks read them. */
final class ProofSides implements AutoCloseable {
    private static final long BLOCK_BYTES = 8192;

    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Map<Side, ProofSide> sides = new EnumMap<>(Side.class);
    private final Map<Side, Catalog> catalogs = new EnumMap<>(Side.class);
    private @Nullable SparkAccess spark;
    private @Nullable MigrationSpec placed;

    /**
     * @param sessions asked once, and only when there is something to read
     */
    private ProofSides(MigrationSpec spec, Supplier<SparkSession> sessions) {
        this.spec = spec;
        this.sessions = sessions;
    }

    /** Opens both; they are closed by {@link #close}. */
    static ProofSides open(MigrationSpec spec, Supplier<SparkSession> sessions) {
        ProofSides sides = new ProofSides(spec, sessions);
        try {
            for (Side side : Side.values()) {
                EndpointSpec endpoint = sides.endpoint(side);
                sides.sides.put(
                        side,
                        ProofSide.open(
                                side,
                                endpoint,
                                "drover " + spec.name() + " reconcile",
                                Engines.covers(endpoint) ? sides.connections(side) : 1));
            }
            return sides;
        } catch (RuntimeException failure) {
            sides.close();
            throw failure;
        }
    }

    /** The selected part of the source's catalog. */
    Catalog source() {
        return catalogs.computeIfAbsent(
                Side.SOURCE, side -> sides.get(side).catalog(PlanReader.selection(spec)));
    }

    /** What stands in the target where the source's tables go. */
    Catalog target() {
        Catalog source = source();
        TargetNames names = new TargetNames(placed());
        return catalogs.computeIfAbsent(
                Side.TARGET,
                side ->
                        sides.get(side)
                                .catalog(
                                        TableSelection.standing(
                                                names.targets(source), names.schemas(source))));
    }

    /** The spec in the target's own names of tables: a store may have no schemas, or one. */
    MigrationSpec placed() {
        if (placed == null) {
            boolean stores =
                    Engines.covers(spec.target())
                            && Engines.of(spec.target()) instanceof StoringEngine;
            placed = stores ? placedBy((StoringEngine) Engines.of(spec.target())) : spec;
        }
        return placed;
    }

    private MigrationSpec placedBy(StoringEngine storing) {
        try (Store store =
                storing.store(spec.target(), "drover " + spec.name() + " reconcile", 1)) {
            return new TargetNames(spec).placed(source(), store::place);
        }
    }

    /** The sides that are no PostgreSQL. */
    static Set<Side> engines(MigrationSpec spec) {
        Set<Side> engines = EnumSet.noneOf(Side.class);
        for (Side side : Side.values()) {
            if (Engines.covers(side == Side.SOURCE ? spec.source() : spec.target())) {
                engines.add(side);
            }
        }
        return engines;
    }

    Snapshot snapshot(Side side) {
        return sides.get(side).snapshot();
    }

    /** What a reader of every verdict must know of how the sides were held. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        sides.forEach(
                (side, held) -> {
                    if (held.fuzzy() != null) {
                        notes.add(
                                "the %s was not held at one moment: %s"
                                        .formatted(side, held.fuzzy()));
                    }
                });
        return notes;
    }

    Reconciler reconciler(ReadProgress progress, SavedSums saved) {
        List<AuditedSide> audited = new ArrayList<>();
        for (Side side : engines(spec)) {
            audited.add(audited(side));
        }
        return new Reconciler(
                        spark().context(),
                        access(Side.SOURCE),
                        access(Side.TARGET),
                        new ReconcileLimits(
                                spec.chunking().targetBytes(),
                                spec.transfer().maxFieldBytes(),
                                spec.reconcile().maxDifferences(),
                                spec.reconcile().shownDifferences(),
                                spec.reconcile().digest(),
                                ReconcileLimits.MEASURED_BYTES),
                        progress,
                        saved)
                .auditing(audited, access(Side.TARGET));
    }

    private AuditedSide audited(Side side) {
        return new AuditedSide(
                spark().session(),
                Engines.of(endpoint(side)),
                access(side),
                pair -> sides.get(side).cut(plan(pair, side), spec.chunking()));
    }

    /** The rows of a plan's table on a side that is no PostgreSQL. */
    long count(Side side, TablePlan plan) {
        TableInfo there = target().table(plan.target()).orElseThrow();
        return audited(side).count(TablePair.of(plan, ReconcileTables.types(there)));
    }

    /** What is read of a pair's table on one side, to be cut into chunks. */
    private TablePlan plan(TablePair pair, Side side) {
        boolean source = side == Side.SOURCE;
        TableName name = source ? pair.source() : pair.target();
        TableStatistics statistics =
                (source ? source() : target())
                        .table(name)
                        .map(TableInfo::statistics)
                        .orElse(TableStatistics.NONE);
        List<ColumnPlan> columns = new ArrayList<>();
        for (ComparedColumn column : pair.columns()) {
            String own = source ? column.name() : column.targetName();
            String type = column.logicalType(side);
            columns.add(
                    new ColumnPlan(own, own, type, type, false, false, TypeVerdict.LOSSLESS, ""));
        }
        return new TablePlan(
                pair.number(),
                name,
                name,
                name,
                LoadMode.APPEND,
                WireForm.BINARY,
                ReadPath.COPY,
                columns,
                pair.key().stream()
                        .map(column -> source ? column.name() : column.targetName())
                        .toList(),
                source ? pair.where() : null,
                false,
                statistics.estimatedRows(),
                statistics.heapBlocks() * BLOCK_BYTES + statistics.toastBytes(),
                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                null);
    }

    /** Makes the rows that rules should have made. */
    Expectation expectation() {
        Expectation expectation =
                new Expectation(
                        spark().session(),
                        access(Side.SOURCE),
                        access(Side.TARGET),
                        connection(Side.SOURCE),
                        spec.name(),
                        spec.chunking().targetBytes());
        Set<Side> engines = engines(spec);
        if (engines.contains(Side.SOURCE)) {
            expectation =
                    expectation.of(new EngineSource(Engines.of(spec.source()), this::sourceChunks));
        }
        return engines.contains(Side.TARGET) ? expectation.intoStore() : expectation;
    }

    /** A whole table of the source, cut by its key. */
    private List<ChunkPlan> sourceChunks(TableInfo table) {
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            columns.add(
                    new ColumnPlan(
                            column.name(),
                            column.name(),
                            column.type(),
                            column.type(),
                            column.notNull(),
                            false,
                            TypeVerdict.LOSSLESS,
                            ""));
        }
        List<String> key =
                table.constraints().stream()
                        .filter(each -> each.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                        .map(ConstraintInfo::columns)
                        .findFirst()
                        .orElse(List.of());
        TableStatistics statistics = table.statistics();
        return sides.get(Side.SOURCE)
                .cut(
                        new TablePlan(
                                0,
                                table.name(),
                                table.name(),
                                table.name(),
                                LoadMode.APPEND,
                                WireForm.BINARY,
                                ReadPath.COPY,
                                columns,
                                key,
                                null,
                                false,
                                statistics.estimatedRows(),
                                statistics.heapBlocks() * BLOCK_BYTES + statistics.toastBytes(),
                                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                                null),
                        spec.chunking());
    }

    /** Inside the side's snapshot, for questions about its catalog; null of an engine. */
    @Nullable
    Connection connection(Side side) {
        return sides.get(side).connection();
    }

    /** One answer to each question, in their order. */
    List<Answer> ask(List<Question> questions) {
        return new AskServers(spark().context(), access(Side.SOURCE), access(Side.TARGET))
                .ask(questions);
    }

    private SideAccess access(Side side) {
        return new SideAccess(side, endpoint(side), snapshot(side), connections(side));
    }

    private EndpointSpec endpoint(Side side) {
        return side == Side.SOURCE ? spec.source() : spec.target();
    }

    /** How many one JVM may have besides the one that holds the moment. */
    private int connections(Side side) {
        return spark().share(endpoint(side).maxConnections() - 1, side + ".max-connections");
    }

    private SparkAccess spark() {
        if (spark == null) {
            spark = new SparkAccess(sessions.get());
        }
        return spark;
    }

    @Override
    public void close() {
        try (ProofSide source = sides.get(Side.SOURCE);
                ProofSide target = sides.get(Side.TARGET)) {
            sides.clear();
        }
    }
}
