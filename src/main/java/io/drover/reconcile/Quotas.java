package io.drover.reconcile;

import java.io.Serializable;
import java.util.Map;

/**
 * How many differences the tasks write.
 *
 * @param each how many of a pair a partition writes where {@code only} is empty
 * @param only of which partitions how many of which pairs are written, and nothing else is looked
 *     at
 */
record Quotas(long each, Map<Integer, Map<Integer, Long>> only) implements Serializable {
    /** Looks at everything and writes nothing. */
    static Quotas none() {
        return new Quotas(0, Map.of());
    }

    /** Looks at everything. */
    static Quotas each(long most) {
        return new Quotas(most, Map.of());
    }

    static Quotas only(Map<Integer, Map<Integer, Long>> byPartitionAndPair) {
        return new Quotas(0, byPartitionAndPair);
    }

    long of(int partition, int pair) {
        return only.isEmpty()
                ? each
                : only.getOrDefault(partition, Map.of()).getOrDefault(pair, 0L);
    }

    /** After how many that were written the rest of a partition's marks says nothing new. */
    long of(int partition) {
        return only.isEmpty()
                ? Long.MAX_VALUE
                : only.getOrDefault(partition, Map.of()).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
    }
}
