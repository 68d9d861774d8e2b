package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Matches the marks of a partition: gives the first differences of each pair, as many as are kept
 * at most, and behind them a tally of all for each pair.
 */
final class MatchMarks
        implements Function2<
                Integer, Iterator<Tuple2<byte[], Boolean>>, Iterator<MatchMarks.Matched>> {
    private static final long serialVersionUID = 1L;

    private final Set<Integer> keyed;
    private final long maxDifferences;

    MatchMarks(Set<Integer> keyed, long maxDifferences) {
        this.keyed = keyed;
        this.maxDifferences = maxDifferences;
    }

    /** One of the two. */
    record Matched(int partition, @Nullable FoundDifference found, @Nullable Tally tally)
            implements Serializable {}

    /** All differences of a pair in a partition. */
    record Tally(int pair, long differences, Map<Difference.Kind, Long> rows)
            implements Serializable {}

    @Override
    public Iterator<Matched> call(Integer partition, Iterator<Tuple2<byte[], Boolean>> marks) {
        return new Tallied(partition, new MarkMatcher(new Decoded(marks), keyed));
    }

    private record Decoded(Iterator<Tuple2<byte[], Boolean>> marks) implements Iterator<RowMark> {
        @Override
        public boolean hasNext() {
            return marks.hasNext();
        }

        @Override
        public RowMark next() {
            return RowMark.of(marks.next()._1());
        }
    }

    private final class Tallied implements Iterator<Matched> {
        private final int partition;
        private final MarkMatcher found;
        private final Map<Integer, Tally> tallies = new TreeMap<>();
        private Iterator<Tally> end = Collections.emptyIterator();
        private boolean ended;
        private @Nullable Matched next;

        Tallied(int partition, MarkMatcher found) {
            this.partition = partition;
            this.found = found;
        }

        @Override
        public boolean hasNext() {
            while (next == null && found.hasNext()) {
                FoundDifference difference = found.next();
                if (count(difference) <= maxDifferences) {
                    next = new Matched(partition, difference, null);
                }
            }
            if (next == null && !ended) {
                ended = true;
                end = tallies.values().iterator();
            }
            if (next == null && end.hasNext()) {
                next = new Matched(partition, null, end.next());
            }
            return next != null;
        }

        @Override
        public Matched next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Matched matched = next;
            next = null;
            return matched;
        }

        /** How many of its pair have come by now. */
        private long count(FoundDifference difference) {
            Tally before =
                    tallies.getOrDefault(
                            difference.pair(),
                            new Tally(difference.pair(), 0, new EnumMap<>(Difference.Kind.class)));
            before.rows().merge(difference.kind(), difference.copies(), Long::sum);
            Tally now = new Tally(difference.pair(), before.differences() + 1, before.rows());
            tallies.put(difference.pair(), now);
            return now.differences();
        }
    }
}
