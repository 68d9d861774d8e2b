package io.drover.profile;

import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the source columns that a rule masks on their way: no value of theirs may be shown. */
public final class MaskedColumns {
    private MaskedColumns() {}

    /** Those of {@code columns}; an expression masks every column whose name stands in it. */
    public static Set<String> of(TableRules rules, Collection<String> columns) {
        Set<String> masked = new LinkedHashSet<>();
        for (ColumnRule rule : rules.columns()) {
            if (rule.steps().stream().anyMatch(ValueStep.Mask.class::isInstance)) {
                List<String> used = used(rule.value(), columns);
                columns.stream().filter(used::contains).forEach(masked::add);
            }
        }
        return masked;
    }

    private static List<String> used(ValueOrigin value, Collection<String> columns) {
        if (value instanceof ValueOrigin.FromColumn from) {
            return List.of(from.column());
        }
        if (value instanceof ValueOrigin.Split split) {
            return List.of(split.from());
        }
        if (value instanceof ValueOrigin.Concat concat) {
            return concat.of();
        }
        if (value instanceof ValueOrigin.NameUuid uuid) {
            return uuid.of();
        }
        if (value instanceof ValueOrigin.Expression expression) {
            return columns.stream().filter(expression.sql()::contains).toList();
        }
        return List.of();
    }
}
