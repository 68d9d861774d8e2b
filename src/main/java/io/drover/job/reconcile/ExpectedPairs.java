package io.drover.job.reconcile;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.WireFrame;
import io.drover.engine.Engines;
import io.drover.model.ColumnPlan;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.UserType;
import io.drover.plan.Planner;
import io.drover.plan.TargetNames;
import io.drover.reconcile.ComparedColumn;
import io.drover.reconcile.RowForms;
import io.drover.reconcile.TablePair;
import io.drover.reconcile.expect.Contribution;
import io.drover.reconcile.expect.Expectation;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableReconcileSpec;
import io.drover.spec.rules.MaskedColumns;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pairs a table of the target with the rows that rules, or several tables that meet in it, should
 * have made. What the spec says is taken from the spec; of the plan only which columns travel as
 * they are.
 */
final class ExpectedPairs {
    private final Catalog source;
    private final Catalog target;
    private final TargetNames names;
    private final List<TablePlan> plans;
    private final Map<List<TableName>, TableRules> rules = new HashMap<>();
    private final Map<List<TableName>, TablePlan> loads = new HashMap<>();

    /** Of a target that is an engine: its tables as they are meant. */
    private final Map<List<TableName>, TableInfo> meant = new HashMap<>();

    /**
     * @param plans of all tables of the source, partitions each by itself
     */
    ExpectedPairs(MigrationSpec spec, Catalog source, Catalog target, List<TablePlan> plans) {
        this.source = source;
        this.target = target;
        this.names = new TargetNames(spec);
        this.plans = List.copyOf(plans);
        Planner.rules(spec, source)
                .forEach(each -> rules.put(way(each.source(), each.target()), each.rules()));
        if (Engines.covers(spec.target())) {
            Planner.expected(spec, source)
                    .forEach(
                            each ->
                                    meant.put(
                                            way(each.table().name(), each.target()), each.table()));
            return;
        }
        Planner.draft(spec, source, target)
                .forEach(plan -> loads.put(way(plan.source(), plan.target()), plan));
    }

    /** A pair of the target's columns, and the rows that should be there. */
    record Made(TablePair pair, RowForms rows) {}

    /**
     * The pair of everything that goes into a table.
     *
     * @param plan the first of those that do
     * @throws io.drover.reconcile.expect.NotComputable with the reason
     */
    Made of(TablePlan plan, TableInfo into, TableReconcileSpec wish, Expectation expectation) {
        List<Contribution> contributions = new ArrayList<>();
        Set<String> hidden = new HashSet<>();
        for (TablePlan each : plans) {
            if (receiver(each).equals(into.name())) {
                Contribution contribution = contribution(each, into);
                contributions.add(contribution);
                hidden.addAll(hidden(contribution));
            }
        }
        TablePair pair =
                pair(plan, into, contributions)
                        .leavingOut(Set.copyOf(wish.leaveOut()))
                        .within(wish.tolerances())
                        .masking(hidden);
        return new Made(pair, expectation.rows(pair, contributions));
    }

    /** Where the rows of a plan are: its target, or the closest partitioned one that stands. */
    private TableName receiver(TablePlan plan) {
        if (target.table(plan.target()).isPresent()) {
            return plan.target();
        }
        TableName ancestor = plan.source();
        while (ancestor != null && target.table(names.target(ancestor)).isEmpty()) {
            ancestor = source.table(ancestor).map(TableInfo::partitionOf).orElse(null);
        }
        return ancestor == null ? plan.target() : names.target(ancestor);
    }

    private Contribution contribution(TablePlan plan, TableInfo into) {
        TablePlan load = loads.getOrDefault(way(plan.source(), into.name()), plan);
        TablePair reads = TablePair.of(load, types(into));
        return new Contribution(
                source.table(plan.source()).orElseThrow(),
                meant.getOrDefault(way(plan.source(), plan.target()), into).named(into.name()),
                rules.getOrDefault(way(plan.source(), plan.target()), TableRules.NONE),
                plan.where(),
                load.columns(),
                reads.columns(),
                enums(),
                load.wire());
    }

    private Set<String> enums() {
        Set<String> names = new HashSet<>();
        target.types().stream()
                .filter(type -> type.kind() == UserType.Kind.ENUM)
                .forEach(type -> names.add(type.name().name()));
        return names;
    }

    /** The masked columns, those made of the same, and those that carry it. */
    private static Set<String> hidden(Contribution from) {
        Set<String> masked = MaskedColumns.sources(from.rules());
        Set<String> hidden = new HashSet<>(MaskedColumns.targets(from.rules()));
        for (ColumnPlan column : from.carried()) {
            if (masked.contains(column.source())) {
                hidden.add(column.target());
            }
        }
        return hidden;
    }

    private static TablePair pair(
            TablePlan plan, TableInfo into, List<Contribution> contributions) {
        Set<String> given = new LinkedHashSet<>();
        Set<String> decimals = new HashSet<>();
        for (Contribution from : contributions) {
            for (ComparedColumn read : from.reads()) {
                given.add(read.targetName());
                if (read.type() == CanonicalType.DECIMAL) {
                    decimals.add(read.targetName());
                }
            }
            from.made().forEach(column -> given.add(column.name()));
        }
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnInfo column : into.columns()) {
            if (given.contains(column.name()) && column.generated() == null) {
                boolean widened =
                        decimals.contains(column.name())
                                && WireFrame.of(column.type()).type() == CanonicalType.INTEGER;
                columns.add(
                        new ColumnPlan(
                                column.name(),
                                column.name(),
                                widened ? "numeric" : column.type(),
                                column.type(),
                                column.notNull(),
                                column.shape().oidInBinary(),
                                TypeVerdict.LOSSLESS,
                                ""));
            }
        }
        return TablePair.of(
                new TablePlan(
                        plan.number(),
                        plan.source(),
                        into.name(),
                        into.name(),
                        plan.mode(),
                        plan.wire(),
                        plan.readPath(),
                        columns,
                        key(into),
                        null,
                        plan.guardFields(),
                        plan.estimatedRows(),
                        plan.estimatedBytes(),
                        plan.chunks(),
                        null),
                types(into));
    }

    /** What no two rows of the target share: its primary key, or a unique index without NULLs. */
    private static List<String> key(TableInfo into) {
        Set<String> neverNull = new HashSet<>();
        into.columns().stream()
                .filter(ColumnInfo::notNull)
                .forEach(column -> neverNull.add(column.name()));
        return into.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .map(ConstraintInfo::columns)
                .findFirst()
                .orElseGet(
                        () ->
                                into.indexes().stream()
                                        .filter(IndexInfo::unique)
                                        .filter(index -> index.valid() && !index.partial())
                                        .map(IndexInfo::keyColumns)
                                        .filter(columns -> !columns.isEmpty())
                                        .filter(neverNull::containsAll)
                                        .findFirst()
                                        .orElse(List.of()));
    }

    static Map<String, String> types(TableInfo table) {
        Map<String, String> types = new LinkedHashMap<>();
        table.columns().forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    private static List<TableName> way(TableName source, TableName target) {
        return List.of(source, target);
    }
}
