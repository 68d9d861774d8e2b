package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.ReasonCount;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * What the matching of marks found out about one pair: counted in full, shown in part. Tallies of
 * partitions add up in any order.
 *
 * <p>Memory: bounded, whatever the number of differences: so many reasons, so many shown.
 */
final class PairTally implements Serializable {
    private static final long serialVersionUID = 1L;

    /** More reasons than that are counted together. */
    private static final int MOST_REASONS = 1000;

    private static final Reason OTHERS = new Reason("(others)", "reasons too many to list");

    private final int pair;
    private final int mostShown;
    private final Map<Difference.Kind, Long> rows = new EnumMap<>(Difference.Kind.class);
    private final Map<Integer, Long> foundByPartition = new TreeMap<>();
    private final Map<Integer, Long> keptByPartition = new TreeMap<>();
    private final Map<Reason, Long> reasons = new TreeMap<>();
    private final Map<String, Long> tolerated = new TreeMap<>();
    private final PriorityQueue<Shown> shown = new PriorityQueue<>(Comparator.reverseOrder());
    private RepeatedKeys.Said repeated = RepeatedKeys.Said.NONE;
    private long seen;

    PairTally(int pair, int mostShown) {
        this.pair = pair;
        this.mostShown = mostShown;
    }

    private record Reason(String column, String words) implements Comparable<Reason>, Serializable {
        @Override
        public int compareTo(Reason other) {
            int byColumn = column.compareTo(other.column);
            return byColumn != 0 ? byColumn : words.compareTo(other.words);
        }
    }

    private record Shown(ShownOrder order, Difference difference)
            implements Comparable<Shown>, Serializable {
        @Override
        public int compareTo(Shown other) {
            return order.compareTo(other.order);
        }
    }

    /** Counts a difference; how many of its partition have come before. */
    long count(int partition, FoundDifference found, Map<String, String> why) {
        rows.merge(found.kind(), found.copies(), Long::sum);
        why.forEach((column, words) -> add(new Reason(column, words), found.copies()));
        return foundByPartition.merge(partition, 1L, Long::sum) - 1;
    }

    private void add(Reason reason, long copies) {
        boolean isListed = reasons.size() < MOST_REASONS || reasons.containsKey(reason);
        reasons.merge(isListed ? reason : OTHERS, copies, Long::sum);
    }

    /** Counts a row that differs within the tolerances of the columns. */
    void tolerate(String column, long copies) {
        tolerated.merge(column, copies, Long::sum);
    }

    /** Remembers a difference that was kept. */
    void keep(int partition, long number, Difference difference) {
        keptByPartition.merge(partition, 1L, Long::sum);
        show(new Shown(ShownOrder.of(difference, partition, number), difference));
    }

    private void show(Shown next) {
        if (shown.size() < mostShown) {
            shown.add(next);
        } else if (mostShown > 0 && next.compareTo(shown.peek()) < 0) {
            shown.remove();
            shown.add(next);
        }
    }

    void end(long rowsSeen, RepeatedKeys.Said keys) {
        seen += rowsSeen;
        repeated = repeated.plus(keys);
    }

    /** Adds what another partition has found. */
    PairTally plus(PairTally other) {
        other.rows.forEach((kind, more) -> rows.merge(kind, more, Long::sum));
        other.foundByPartition.forEach((at, more) -> foundByPartition.merge(at, more, Long::sum));
        other.reasons.forEach(this::add);
        other.tolerated.forEach((column, more) -> tolerated.merge(column, more, Long::sum));
        addKept(other);
        end(other.seen, other.repeated);
        return this;
    }

    /** Adds what was written of differences that are counted already. */
    void addKept(PairTally other) {
        other.keptByPartition.forEach((at, more) -> keptByPartition.merge(at, more, Long::sum));
        other.shown.forEach(this::show);
    }

    /**
     * How many differences of each partition stay, where {@code most} do: those of the first
     * partitions.
     */
    Map<Integer, Long> quotas(long most) {
        Map<Integer, Long> quotas = new TreeMap<>();
        long left = most;
        for (Map.Entry<Integer, Long> each : foundByPartition.entrySet()) {
            long kept = Math.min(left, each.getValue());
            if (kept > 0) {
                quotas.put(each.getKey(), kept);
            }
            left -= kept;
        }
        return quotas;
    }

    /** Forgets what does not stay. */
    void restrict(Map<Integer, Long> quotas) {
        keptByPartition.clear();
        keptByPartition.putAll(quotas);
        shown.removeIf(
                each -> each.order.number() >= quotas.getOrDefault(each.order.partition(), 0L));
    }

    int pair() {
        return pair;
    }

    Map<Difference.Kind, Long> rows() {
        return rows;
    }

    long found() {
        return foundByPartition.values().stream().mapToLong(Long::longValue).sum();
    }

    long kept() {
        return keptByPartition.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many rows of the differing buckets were read again. */
    long seen() {
        return seen;
    }

    RepeatedKeys.Said repeated() {
        return repeated;
    }

    /** Rows that differ in a column by no more than its tolerance, by the column's name. */
    Map<String, Long> tolerated() {
        return Collections.unmodifiableMap(tolerated);
    }

    /** The first differences, by the text of their keys. */
    List<Difference> shown() {
        return shown.stream().sorted().map(Shown::difference).toList();
    }

    /** The most frequent first. */
    List<ReasonCount> reasons() {
        List<ReasonCount> counts = new ArrayList<>();
        reasons.forEach(
                (reason, copies) ->
                        counts.add(new ReasonCount(reason.column(), reason.words(), copies)));
        counts.sort(Comparator.comparingLong(ReasonCount::rows).reversed());
        return counts;
    }
}
