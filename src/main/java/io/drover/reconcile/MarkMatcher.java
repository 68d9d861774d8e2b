package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference.Kind;
import io.drover.model.Nullable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names the differences in sorted marks: rows with one digest cancel each other out, one by one;
 * what is left over under a key on both sides has changed, and the rest is missing, extra or, where
 * the source has the key too, duplicated.
 *
 * <p>Order: that of the marks. Memory: constant, however many rows share a key or a digest.
 */
final class MarkMatcher implements Iterator<FoundDifference> {
    /** Beyond this many different rows under one key they are no longer paired as changed. */
    private static final int MOST_UNPAIRED = 1024;

    /** Nor beyond so many bytes of them. */
    private static final long MOST_UNPAIRED_BYTES = 32 << 20;

    private final Iterator<RowMark> marks;
    private final Set<Integer> keyed;
    private final Deque<FoundDifference> found = new ArrayDeque<>();
    private final Deque<Surplus> missing = new ArrayDeque<>();
    private final Deque<Surplus> surplus = new ArrayDeque<>();
    private @Nullable RowMark ahead;
    private @Nullable RowMark sourceOfKey;
    private final Map<Integer, RepeatedKeys> repeated = new TreeMap<>();
    private final Map<Integer, Long> seen = new TreeMap<>();
    private long sourceRowsOfKey;
    private long targetRowsOfKey;
    private long unpairedBytes;

    /** {@code marks} in the order of {@link RowMark.Order}; {@code keyed}: pairs with a key. */
    MarkMatcher(Iterator<RowMark> marks, Set<Integer> keyed) {
        this.marks = marks;
        this.keyed = keyed;
        this.ahead = marks.hasNext() ? marks.next() : null;
    }

    private record Surplus(long copies, RowMark row) {
        Surplus without(long taken) {
            return new Surplus(copies - taken, row);
        }
    }

    /** How many marks of each pair have come by now. */
    Map<Integer, Long> seen() {
        return seen;
    }

    /** The keys that more than one row has, by now, of each pair with a key that has such. */
    Map<Integer, RepeatedKeys> repeated() {
        return repeated;
    }

    @Override
    public boolean hasNext() {
        while (found.isEmpty() && ahead != null) {
            RowMark first = ahead;
            takeEqualRows();
            if (ahead == null || !ahead.hasKeyOf(first)) {
                endKey(first);
            } else {
                spill(first.pair());
            }
        }
        return !found.isEmpty();
    }

    @Override
    public FoundDifference next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return found.remove();
    }

    /** Takes the marks of one key and digest, and weighs the sides against each other. */
    private void takeEqualRows() {
        RowMark first = ahead;
        long sourceRows = 0;
        long targetRows = 0;
        RowMark inSource = null;
        RowMark inTarget = null;
        while (ahead != null && ahead.hasKeyOf(first) && ahead.hasDigestOf(first)) {
            if (ahead.side() == Side.SOURCE) {
                sourceRows++;
                inSource = inSource == null ? ahead : inSource;
            } else {
                targetRows++;
                inTarget = inTarget == null ? ahead : inTarget;
            }
            ahead = marks.hasNext() ? marks.next() : null;
        }
        if (sourceOfKey == null) {
            sourceOfKey = inSource;
        }
        if (sourceRows > targetRows) {
            missing.add(new Surplus(sourceRows - targetRows, inSource));
            unpairedBytes += inSource.bytes().length;
        } else if (targetRows > sourceRows) {
            surplus.add(new Surplus(targetRows - sourceRows, inTarget));
            unpairedBytes += inTarget.bytes().length;
        }
        sourceRowsOfKey += sourceRows;
        targetRowsOfKey += targetRows;
        seen.merge(first.pair(), sourceRows + targetRows, Long::sum);
        if (keyed.contains(first.pair())) {
            pairChanged(first.pair());
        }
    }

    private void pairChanged(int pair) {
        while (!missing.isEmpty() && !surplus.isEmpty()) {
            Surplus here = taken(missing);
            Surplus there = taken(surplus);
            long copies = Math.min(here.copies(), there.copies());
            found.add(new FoundDifference(pair, Kind.CHANGED, copies, here.row(), there.row()));
            if (here.copies() > copies) {
                missing.addFirst(here.without(copies));
                unpairedBytes += here.row().bytes().length;
            }
            if (there.copies() > copies) {
                surplus.addFirst(there.without(copies));
                unpairedBytes += there.row().bytes().length;
            }
        }
    }

    private void endKey(RowMark first) {
        int pair = first.pair();
        if (keyed.contains(pair) && (sourceRowsOfKey > 1 || targetRowsOfKey > 1)) {
            repeated.merge(
                    pair,
                    RepeatedKeys.of(sourceRowsOfKey > 1, targetRowsOfKey > 1, first),
                    RepeatedKeys::plus);
        }
        sourceRowsOfKey = 0;
        targetRowsOfKey = 0;
        unpairedBytes = 0;
        missing.forEach(row -> addMissing(pair, row));
        surplus.forEach(row -> addSurplus(pair, row));
        missing.clear();
        surplus.clear();
        sourceOfKey = null;
    }

    private void spill(int pair) {
        while (missing.size() > MOST_UNPAIRED
                || (unpairedBytes > MOST_UNPAIRED_BYTES && !missing.isEmpty())) {
            addMissing(pair, taken(missing));
        }
        while (surplus.size() > MOST_UNPAIRED
                || (unpairedBytes > MOST_UNPAIRED_BYTES && !surplus.isEmpty())) {
            addSurplus(pair, taken(surplus));
        }
    }

    private Surplus taken(Deque<Surplus> from) {
        Surplus row = from.remove();
        unpairedBytes -= row.row().bytes().length;
        return row;
    }

    private void addMissing(int pair, Surplus row) {
        found.add(new FoundDifference(pair, Kind.MISSING, row.copies(), row.row(), null));
    }

    private void addSurplus(int pair, Surplus row) {
        Kind kind = sourceOfKey == null ? Kind.EXTRA : Kind.DUPLICATED;
        found.add(new FoundDifference(pair, kind, row.copies(), sourceOfKey, row.row()));
    }
}
