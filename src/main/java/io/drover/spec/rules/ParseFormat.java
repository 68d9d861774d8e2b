package io.drover.spec.rules;

import io.drover.model.Nullable;
import java.util.List;

/**
 * The text form that a value is read from, strictly: what does not parse is a violation.
 *
 * @param pattern of a date or time, as Spark's datetime patterns: {@code dd/MM/yyyy}; null: not a
 *     date
 * @param decimal the decimal sign of numbers; null: a point
 * @param grouping the sign between thousands; null: none
 * @param trueTexts what means true; none: the type's usual texts
 * @param falseTexts what means false
 */
public record ParseFormat(
        @Nullable String pattern,
        @Nullable String decimal,
        @Nullable String grouping,
        List<String> trueTexts,
        List<String> falseTexts) {
    public ParseFormat {
        trueTexts = List.copyOf(trueTexts);
        falseTexts = List.copyOf(falseTexts);
    }
}
