package io.drover.model.rules;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.List;

/**
 * All that is done with the rows of one table between its source and its target. Columns that no
 * rule touches are not here: they are the table plan's columns and travel opaque.
 *
 * <p>All expressions are deterministic Spark SQL, in ANSI mode, with case-sensitive names.
 *
 * @param decoded what is read as Spark values, in order
 * @param steps in the order of their numbers
 * @param columns the target's columns that rules make, in order
 * @param buckets how many buckets the rows are dealt into by the deduplication's key; a bucket is
 *     then the chunk of the load. 0: no shuffle, a chunk of the source is the chunk of the load
 */
public record RowRules(
        List<DecodedColumn> decoded,
        List<LookupPlan> lookups,
        List<RuleStep> steps,
        @Nullable Deduplication deduplication,
        List<RuledColumn> columns,
        int buckets)
        implements Serializable {
    public RowRules {
        decoded = List.copyOf(decoded);
        lookups = List.copyOf(lookups);
        steps = List.copyOf(steps);
        columns = List.copyOf(columns);
    }

    /** Whether rows move between chunks before they are loaded. */
    public boolean shuffles() {
        return buckets > 0;
    }
}
