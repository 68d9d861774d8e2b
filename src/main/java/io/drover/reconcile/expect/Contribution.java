package io.drover.reconcile.expect;

import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.reconcile.ComparedColumn;
import io.drover.spec.rules.TableRules;
import java.util.List;
import java.util.Set;

/**
 * What one table of the source gives to one table of the target. Several may give to the same.
 *
 * @param target as it stands
 * @param where the operator's filter in the source's SQL, or null
 * @param carried the columns that no rule makes, in the order of the source
 * @param reads the same, as they are compared with those of the target
 * @param enums names of the target's enums, without their schemas
 * @param wire the form in which the load carries them: the last ties of a deduplication are decided
 *     by those bytes
 */
public record Contribution(
        TableInfo source,
        TableInfo target,
        TableRules rules,
        @Nullable String where,
        List<ColumnPlan> carried,
        List<ComparedColumn> reads,
        Set<String> enums,
        WireForm wire) {
    public Contribution {
        carried = List.copyOf(carried);
        reads = List.copyOf(reads);
        enums = Set.copyOf(enums);
    }

    /** The target columns that rules make, in the target's order. */
    public List<ColumnInfo> made() {
        return RuledTable.made(this);
    }
}
