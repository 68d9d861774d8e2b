package io.drover.model.history;

/**
 * What one step of a table's rules did in a load: a line of the migration log.
 *
 * @param step -1: values that could not be decoded
 * @param kind of {@link io.drover.model.rules.RuleStep.Kind}
 * @param column of the target; empty: the row
 * @param modified rows that were loaded with a value that the step changed
 * @param leftOut rows that a filter left out or a deduplication dropped
 * @param violated rows set aside that violate it, perhaps among others
 */
public record RuleEffect(
        int table,
        String source,
        String target,
        int step,
        String kind,
        String rule,
        String column,
        String description,
        long modified,
        long leftOut,
        long violated) {}
