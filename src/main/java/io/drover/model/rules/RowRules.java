package io.drover.model.rules;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.ArrayList;
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
 * @param masked source columns whose values must be in no message, ledger, report or log
 * @param hidden target columns that are masked, or made of what is: likewise
 * @param logRows of how many rows of each chunk, its first, the ledger keeps what became of them
 */
public record RowRules(
        List<DecodedColumn> decoded,
        List<LookupPlan> lookups,
        List<RuleStep> steps,
        @Nullable Deduplication deduplication,
        List<RuledColumn> columns,
        int buckets,
        List<String> masked,
        List<String> hidden,
        long logRows)
        implements Serializable {
    public RowRules {
        decoded = List.copyOf(decoded);
        lookups = List.copyOf(lookups);
        steps = List.copyOf(steps);
        columns = List.copyOf(columns);
        masked = List.copyOf(masked);
        hidden = List.copyOf(hidden);
    }

    /** Rules that mask nothing and log no rows. */
    public RowRules(
            List<DecodedColumn> decoded,
            List<LookupPlan> lookups,
            List<RuleStep> steps,
            @Nullable Deduplication deduplication,
            List<RuledColumn> columns,
            int buckets) {
        this(decoded, lookups, steps, deduplication, columns, buckets, List.of(), List.of(), 0);
    }

    /** The same, all rows in one bucket where they are dealt into buckets. */
    public RowRules inOneBucket() {
        return inBuckets(Math.min(1, buckets));
    }

    /** The same, rows dealt into so many buckets. */
    public RowRules inBuckets(int count) {
        return new RowRules(
                decoded, lookups, steps, deduplication, columns, count, masked, hidden, logRows);
    }

    /** The same, with more columns read as Spark values. */
    public RowRules decoding(List<DecodedColumn> more) {
        List<DecodedColumn> all = new ArrayList<>(decoded);
        all.addAll(more);
        return new RowRules(
                all, lookups, steps, deduplication, columns, buckets, masked, hidden, logRows);
    }

    /** Whether rows move between chunks before they are loaded. */
    public boolean shuffles() {
        return buckets > 0;
    }
}
