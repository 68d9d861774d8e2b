package io.drover.job.reconcile;

import io.drover.engine.Engines;
import io.drover.model.ColumnPlan;
import io.drover.model.TablePlan;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which row is which, where the source has no keys at all: the primary key of the target. */
final class TargetKeys {
    private TargetKeys() {}

    /** The plan with that key, where it has none and all columns of it are carried. */
    static TablePlan of(MigrationSpec spec, TablePlan plan, TableInfo there) {
        boolean keyless = Engines.covers(spec.source()) && !Engines.of(spec.source()).hasKeys();
        if (!keyless || !plan.key().isEmpty()) {
            return plan;
        }
        Map<String, String> sources = new HashMap<>();
        for (ColumnPlan column : plan.columns()) {
            sources.put(column.target(), column.source());
        }
        List<String> key = new ArrayList<>();
        for (ConstraintInfo constraint : there.constraints()) {
            if (constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY
                    && sources.keySet().containsAll(constraint.columns())) {
                constraint.columns().forEach(column -> key.add(sources.get(column)));
            }
        }
        return plan.keyedBy(key);
    }
}
