package io.drover.spec.rules;

import java.util.List;

/**
 * {@code deduplicate { by = [id], keep = latest, order = [updated_at] }}.
 *
 * @param by Spark SQL over source columns; none: the whole row
 * @param order Spark SQL over source columns, the first the most important; {@code latest} takes
 *     the greatest, {@code first} the least
 */
public record DeduplicateRule(SpecOrigin origin, List<String> by, Keep keep, List<String> order) {
    public DeduplicateRule {
        by = List.copyOf(by);
        order = List.copyOf(order);
    }

    /** Which of several rows stays; further ties are decided by all columns. */
    public enum Keep {
        LATEST,
        FIRST,
        /**
         * The one with the fewest NULLs; {@code order} decides among equals, the greatest first.
         */
        MOST_COMPLETE
    }
}
