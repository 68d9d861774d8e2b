package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a difference of a pair stands among those that are shown: by the text of its key, whole
 * numbers by their value; by kind and by partition and number where keys are equal.
 *
 * <p>The order is of the JVM and of no database: it repeats, and decides nothing but how a list
 * reads.
 */
record ShownOrder(List<String> key, int kind, int partition, long number)
        implements Comparable<ShownOrder>, Serializable {
    private static final Comparator<ShownOrder> ORDER =
            Comparator.comparing(ShownOrder::key, ShownOrder::compareKeys)
                    .thenComparingInt(ShownOrder::kind)
                    .thenComparingInt(ShownOrder::partition)
                    .thenComparingLong(ShownOrder::number);

    static ShownOrder of(Difference difference, int partition, long number) {
        return new ShownOrder(
                new ArrayList<>(difference.key().values()),
                rank(difference.kind()),
                partition,
                number);
    }

    private static int rank(Difference.Kind kind) {
        return switch (kind) {
            case MISSING -> 0;
            case EXTRA -> 1;
            case CHANGED -> 2;
            case DUPLICATED -> 3;
        };
    }

    @Override
    public int compareTo(ShownOrder other) {
        return ORDER.compare(this, other);
    }

    private static int compareKeys(List<String> one, List<String> other) {
        for (int at = 0; at < Math.min(one.size(), other.size()); at++) {
            int order = compareTexts(one.get(at), other.get(at));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    /** Whole numbers first, then other text, NULL last. */
    private static int compareTexts(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return Boolean.compare(one == null, other == null);
        }
        boolean oneIsNumber = isWhole(one);
        boolean otherIsNumber = isWhole(other);
        if (oneIsNumber && otherIsNumber) {
            int order = new BigInteger(one).compareTo(new BigInteger(other));
            return order != 0 ? order : one.compareTo(other);
        }
        return oneIsNumber == otherIsNumber
                ? one.compareTo(other)
                : Boolean.compare(otherIsNumber, oneIsNumber);
    }

    private static boolean isWhole(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        return text.length() > start
                && text.length() < 40
                && text.chars().skip(start).allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
