package io.drover.job.reconcile;

import io.drover.dialect.postgres.NameMap;
import io.drover.engine.Engine;
import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.Verdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.plan.TargetNames;
import io.drover.reconcile.LogicalComparison;
import io.drover.reconcile.SchemaComparison;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The level SCHEMA of a proof: the definitions as the spec makes them of the source's, against what
 * stands. Between two PostgreSQL in full; with an engine on a side as far as both have such things.
 */
final class DefinitionLevels {
    private final MigrationSpec spec;
    private final Catalog source;
    private final Catalog target;
    private final Set<Side> engines;

    DefinitionLevels(MigrationSpec spec, Catalog source, Catalog target) {
        this.spec = spec;
        this.source = source;
        this.target = target;
        this.engines = ProofSides.engines(spec);
    }

    /** One verdict for each plan, in their order. */
    List<LevelVerdict> of(List<TablePlan> plans) {
        if (!spec.reconcile().levels().contains(Level.SCHEMA)) {
            return plans.stream().map(plan -> NotCompared.unasked(Level.SCHEMA)).toList();
        }
        Map<List<TableName>, TableInfo> expected = new HashMap<>();
        for (Planner.Expected each : Planner.expected(spec, source)) {
            expected.put(List.of(each.table().name(), each.target()), each.table());
        }
        Function<TablePlan, TableInfo> wanted =
                plan -> expected.get(List.of(plan.source(), plan.target()));
        return engines.isEmpty() ? inFull(plans, wanted) : logically(plans, wanted);
    }

    private List<LevelVerdict> inFull(
            List<TablePlan> plans, Function<TablePlan, TableInfo> wanted) {
        SchemaComparison schema = schema();
        List<LevelVerdict> verdicts = new ArrayList<>();
        for (TablePlan plan : plans) {
            TableInfo table = wanted.apply(plan);
            verdicts.add(
                    table == null
                            ? schema.table(plan.source())
                            : schema.table(table, plan.target()));
        }
        return verdicts;
    }

    private List<LevelVerdict> logically(
            List<TablePlan> plans, Function<TablePlan, TableInfo> wanted) {
        TargetNames names = new TargetNames(spec);
        try (Store store = store()) {
            LogicalComparison comparison =
                    new LogicalComparison(
                            target,
                            spec.schema(),
                            names::target,
                            declaredBy(store),
                            keyless(),
                            unbound(store));
            List<LevelVerdict> verdicts = new ArrayList<>();
            for (TablePlan plan : plans) {
                TableInfo table = wanted.apply(plan);
                verdicts.add(
                        comparison.table(
                                table == null ? source.table(plan.source()).orElseThrow() : table,
                                plan.target()));
            }
            return verdicts;
        }
    }

    private @Nullable Store store() {
        return engines.contains(Side.TARGET)
                        && Engines.of(spec.target()) instanceof StoringEngine storing
                ? storing.store(spec.target(), "drover " + spec.name() + " reconcile", 1)
                : null;
    }

    private static BiPredicate<ColumnInfo, ColumnInfo> declaredBy(@Nullable Store store) {
        return store == null
                ? (here, there) -> false
                : (here, there) -> store.type(here).logicalType().equals(there.type());
    }

    private @Nullable String unbound(@Nullable Store store) {
        return store == null || store.keepsReferences()
                ? null
                : "the target (%s)".formatted(spec.target().type());
    }

    private @Nullable String keyless() {
        for (Side side : engines) {
            EndpointSpec endpoint = side == Side.SOURCE ? spec.source() : spec.target();
            Engine engine = Engines.of(endpoint);
            if (!engine.hasKeys()) {
                return "the %s (%s)".formatted(side, engine.type());
            }
        }
        return null;
    }

    /** The verdict on all that belongs to none of the compared tables. */
    LevelVerdict others(List<TablePlan> plans) {
        if (engines.isEmpty()) {
            return schema().others(
                            plans.stream().map(TablePlan::source).collect(Collectors.toSet()));
        }
        long alone = source.sequences().stream().filter(each -> each.ownerTable() == null).count();
        long types = source.types().size();
        if (alone + types == 0) {
            return new LevelVerdict(
                    Level.SCHEMA, Verdict.EQUAL, "the source has nothing beside its tables");
        }
        return new LevelVerdict(
                Level.SCHEMA,
                spec.reconcile().named().contains(Level.SCHEMA)
                        ? Verdict.NOT_PROVEN
                        : Verdict.EQUAL,
                "not compared with another engine: %d types and %d sequences of no table"
                        .formatted(types, alone));
    }

    private SchemaComparison schema() {
        return new SchemaComparison(Planner.reshaped(spec, source), target, names(), spec.schema());
    }

    private NameMap names() {
        TargetNames names = new TargetNames(spec);
        Map<TableName, TableName> relations = new HashMap<>();
        Map<String, String> schemas = new HashMap<>();
        source.tables().forEach(table -> relations.put(table.name(), names.target(table.name())));
        for (SequenceInfo sequence : source.sequences()) {
            if (sequence.ownerTable() != null) {
                // It goes where the table of its column goes.
                String schema = names.target(sequence.ownerTable()).schema();
                relations.put(sequence.name(), new TableName(schema, sequence.name().name()));
            }
        }
        source.schemas().forEach(schema -> schemas.put(schema.name(), names.schema(schema.name())));
        return new NameMap(
                relations, schemas, new HashSet<>(source.surroundings().extensionNames()));
    }
}
