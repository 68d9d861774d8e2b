package io.drover.reconcile.expect;

import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.rules.TableRules;
import java.util.List;

/**
 * What one table of the source gives to one table of the target. Several may give to the same.
 *
 * @param target as it stands
 * @param where the operator's filter in the source's SQL, or null
 * @param carried the columns that no rule makes, in the order of the source
 * @param wire the form in which the load carries them: the last ties of a deduplication are decided
 *     by those bytes
 */
public record Contribution(
        TableInfo source,
        TableInfo target,
        TableRules rules,
        @Nullable String where,
        List<ColumnPlan> carried,
        WireForm wire) {
    public Contribution {
        carried = List.copyOf(carried);
    }
}
