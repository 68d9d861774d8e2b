package io.drover.spec.rules;

import io.drover.model.Nullable;
import io.drover.model.rules.OnViolation;

/**
 * What happens to a row that violates a rule.
 *
 * @param value the text of the column's value under FLAG; null: NULL
 */
public record Violation(OnViolation what, @Nullable String value) {
    public static final Violation QUARANTINE = new Violation(OnViolation.QUARANTINE, null);
}
