package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference.Kind;
import io.drover.model.Nullable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;

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

    private final Iterator<RowMark> marks;
    private final Set<Integer> keyed;
    private final Deque<FoundDifference> found = new ArrayDeque<>();
    private final Deque<Surplus> missing = new ArrayDeque<>();
    private final Deque<Surplus> surplus = new ArrayDeque<>();
    private @Nullable RowMark ahead;
    private @Nullable Place sourceOfKey;

    /** {@code marks} in the order of {@link RowMark.Order}; {@code keyed}: pairs with a key. */
    MarkMatcher(Iterator<RowMark> marks, Set<Integer> keyed) {
        this.marks = marks;
        this.keyed = keyed;
        this.ahead = marks.hasNext() ? marks.next() : null;
    }

    private record Surplus(long copies, Place place) {
        Surplus without(long taken) {
            return new Surplus(copies - taken, place);
        }
    }

    @Override
    public boolean hasNext() {
        while (found.isEmpty() && ahead != null) {
            RowMark first = ahead;
            takeEqualRows();
            if (ahead == null || !ahead.hasKeyOf(first)) {
                endKey(first.pair());
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
        Place inSource = null;
        Place inTarget = null;
        while (ahead != null && ahead.hasKeyOf(first) && ahead.hasDigestOf(first)) {
            if (ahead.side() == Side.SOURCE) {
                sourceRows++;
                inSource = inSource == null ? ahead.place() : inSource;
            } else {
                targetRows++;
                inTarget = inTarget == null ? ahead.place() : inTarget;
            }
            ahead = marks.hasNext() ? marks.next() : null;
        }
        if (sourceOfKey == null) {
            sourceOfKey = inSource;
        }
        if (sourceRows > targetRows) {
            missing.add(new Surplus(sourceRows - targetRows, inSource));
        } else if (targetRows > sourceRows) {
            surplus.add(new Surplus(targetRows - sourceRows, inTarget));
        }
        if (keyed.contains(first.pair())) {
            pairChanged(first.pair());
        }
    }

    private void pairChanged(int pair) {
        while (!missing.isEmpty() && !surplus.isEmpty()) {
            Surplus here = missing.remove();
            Surplus there = surplus.remove();
            long copies = Math.min(here.copies(), there.copies());
            found.add(new FoundDifference(pair, Kind.CHANGED, copies, here.place(), there.place()));
            if (here.copies() > copies) {
                missing.addFirst(here.without(copies));
            }
            if (there.copies() > copies) {
                surplus.addFirst(there.without(copies));
            }
        }
    }

    private void endKey(int pair) {
        missing.forEach(row -> addMissing(pair, row));
        surplus.forEach(row -> addSurplus(pair, row));
        missing.clear();
        surplus.clear();
        sourceOfKey = null;
    }

    private void spill(int pair) {
        while (missing.size() > MOST_UNPAIRED) {
            addMissing(pair, missing.remove());
        }
        while (surplus.size() > MOST_UNPAIRED) {
            addSurplus(pair, surplus.remove());
        }
    }

    private void addMissing(int pair, Surplus row) {
        found.add(new FoundDifference(pair, Kind.MISSING, row.copies(), row.place(), null));
    }

    private void addSurplus(int pair, Surplus row) {
        Kind kind = sourceOfKey == null ? Kind.EXTRA : Kind.DUPLICATED;
        found.add(new FoundDifference(pair, kind, row.copies(), sourceOfKey, row.place()));
    }
}
