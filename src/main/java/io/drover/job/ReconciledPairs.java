package io.drover.job;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.plan.TargetNames;
import io.drover.reconcile.expect.Contribution;
import io.drover.spec.MigrationSpec;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tables of the source are compared with which of the target: one with one, as they are; or,
 * where rules change rows or several tables meet, what should have become of all of their rows with
 * what stands there.
 */
final class ReconciledPairs {
    private final Catalog source;
    private final Catalog target;
    private final TargetNames names;
    private final Map<List<TableName>, TableRules> rules = new HashMap<>();
    private final Map<List<TableName>, TablePlan> standing = new HashMap<>();

    ReconciledPairs(MigrationSpec spec, Catalog source, Catalog target) {
        this.source = source;
        this.target = target;
        this.names = new TargetNames(spec);
        Planner.rules(spec, source)
                .forEach(each -> rules.put(way(each.source(), each.target()), each.rules()));
        Planner.draft(spec, source, target)
                .forEach(plan -> standing.put(way(plan.source(), plan.target()), plan));
    }

    /**
     * Tables that are compared together.
     *
     * @param plans those of the source, the first of which stands for all
     * @param into the table of the target; null: there is none
     * @param expected whether the rows that should be there must be made first
     */
    record Meeting(List<TablePlan> plans, @Nullable TableInfo into, boolean expected) {
        TablePlan first() {
            return plans.get(0);
        }
    }

    /** Every plan is in one of them. */
    List<Meeting> meetings(List<TablePlan> plans) {
        Map<TableName, List<TablePlan>> byTarget = new LinkedHashMap<>();
        for (TablePlan plan : plans) {
            byTarget.computeIfAbsent(receiver(plan), none -> new ArrayList<>()).add(plan);
        }
        List<Meeting> meetings = new ArrayList<>();
        byTarget.forEach((name, together) -> meetings.add(meeting(together, target.table(name))));
        return meetings;
    }

    private Meeting meeting(List<TablePlan> plans, Optional<TableInfo> into) {
        TableName name = into.map(TableInfo::name).orElse(plans.get(0).target());
        List<TablePlan> compared =
                plans.stream().map(plan -> whole(plan, name)).distinct().toList();
        boolean ruled = plans.stream().anyMatch(plan -> plan.rules() != null);
        Set<TableName> sources =
                compared.stream().map(TablePlan::source).collect(Collectors.toSet());
        return into.isEmpty() || ruled || sources.size() > 1
                ? new Meeting(plans, into.orElse(null), into.isPresent())
                : new Meeting(List.of(compared.get(0)), into.get(), false);
    }

    /**
     * Partitions of the source that go into one table are compared as the table that they are of.
     */
    private TablePlan whole(TablePlan plan, TableName into) {
        TableName ancestor = plan.source();
        while (ancestor != null && !names.target(ancestor).equals(into)) {
            ancestor = source.table(ancestor).map(TableInfo::partitionOf).orElse(null);
        }
        return ancestor == null || ancestor.equals(plan.source())
                ? plan
                : plan.between(ancestor, into);
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

    /** What each table of the source gives. */
    List<Contribution> contributions(Meeting meeting) {
        return meeting.plans().stream().map(plan -> contribution(plan, meeting.into())).toList();
    }

    private Contribution contribution(TablePlan plan, TableInfo into) {
        TablePlan loaded = standing.getOrDefault(way(plan.source(), into.name()), plan);
        return new Contribution(
                source.table(plan.source()).orElseThrow(),
                into,
                rules.getOrDefault(way(plan.source(), plan.target()), TableRules.NONE),
                plan.where(),
                loaded.columns(),
                loaded.wire());
    }

    private static List<TableName> way(TableName source, TableName target) {
        return List.of(source, target);
    }
}
