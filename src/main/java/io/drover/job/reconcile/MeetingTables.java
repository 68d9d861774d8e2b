package io.drover.job.reconcile;

import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.TargetNames;
import io.drover.spec.MigrationSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tables are compared, where partitions of the source go into one table of the target. */
final class MeetingTables {
    private MeetingTables() {}

    /**
     * Partitions of the source that go into one table of the target, as their closest partitioned
     * ancestor that stands there: the rows of all of them are compared with those of that table.
     */
    static List<TablePlan> of(
            MigrationSpec spec, List<TablePlan> plans, Catalog source, Catalog target) {
        TargetNames names = new TargetNames(spec);
        Map<List<TableName>, TablePlan> byWay = new LinkedHashMap<>();
        for (TablePlan plan : plans) {
            TablePlan compared = plan;
            TableName ancestor = plan.source();
            while (ancestor != null && target.table(target(names, ancestor, plan)).isEmpty()) {
                ancestor = source.table(ancestor).map(TableInfo::partitionOf).orElse(null);
            }
            if (ancestor != null && !ancestor.equals(plan.source())) {
                compared = plan.between(ancestor, names.target(ancestor));
            }
            byWay.putIfAbsent(List.of(compared.source(), compared.target()), compared);
        }
        return List.copyOf(byWay.values());
    }

    /** Of the table itself its plan's own target: it may go to several. */
    private static TableName target(TargetNames names, TableName ancestor, TablePlan plan) {
        return ancestor.equals(plan.source()) ? plan.target() : names.target(ancestor);
    }
}
