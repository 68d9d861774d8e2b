package io.drover.spec.rules;

import io.drover.model.Nullable;
import java.util.List;

/**
 * How one column of the target is made: a value from somewhere, then steps in the order that {@link
 * ValueStep} lists, whatever their order in the text.
 *
 * @param column the target column
 * @param type the target type to make, as PostgreSQL writes it; null: the standing column's, or the
 *     value's own
 * @param parse how a text becomes a date, number or boolean; null: the type's usual text form
 */
public record ColumnRule(
        SpecOrigin origin,
        String column,
        ValueOrigin value,
        List<ValueStep> steps,
        @Nullable String type,
        @Nullable ParseFormat parse,
        Violation violation) {
    public ColumnRule {
        steps = List.copyOf(steps);
    }
}
