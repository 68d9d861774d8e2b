package io.drover.plan;

import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ConstraintInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables behind those that their foreign keys refer to; else as they came. A circle is broken where
 * it is entered.
 */
final class LoadOrder {
    private final Map<TableName, List<TablePlan>> plans = new LinkedHashMap<>();
    private final Catalog source;
    private final Set<TableName> seen = new LinkedHashSet<>();
    private final List<TablePlan> ordered = new ArrayList<>();

    private LoadOrder(List<TablePlan> plans, Catalog source) {
        this.source = source;
        for (TablePlan plan : plans) {
            this.plans.computeIfAbsent(plan.source(), none -> new ArrayList<>()).add(plan);
        }
    }

    static List<TablePlan> of(List<TablePlan> plans, Catalog source) {
        LoadOrder order = new LoadOrder(plans, source);
        plans.forEach(plan -> order.add(plan.source()));
        return List.copyOf(order.ordered);
    }

    private void add(TableName table) {
        if (!plans.containsKey(table) || !seen.add(table)) {
            return;
        }
        source.table(table).stream()
                .flatMap(info -> info.constraints().stream())
                .filter(each -> each.kind() == ConstraintInfo.Kind.FOREIGN_KEY)
                .map(ConstraintInfo::references)
                .filter(references -> references != null)
                .forEach(this::add);
        ordered.addAll(plans.get(table));
    }
}
