package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * Matches the marks of a partition, writes as many differences of each pair as its quota allows,
 * and gives a tally for each pair.
 *
 * <p>Repeats: a second attempt at a partition finds the same differences under the same numbers.
 */
final class MatchMarks
        implements Function2<Integer, Iterator<Tuple2<byte[], byte[]>>, Iterator<PairTally>> {
    private static final long serialVersionUID = 1L;

    private final Map<Integer, TablePair> pairs;
    private final Quotas quotas;
    private final int shownDifferences;
    private final DifferenceSink sink;
    private final SideAccess ledger;

    MatchMarks(
            Map<Integer, TablePair> pairs,
            Quotas quotas,
            int shownDifferences,
            DifferenceSink sink,
            SideAccess ledger) {
        this.pairs = pairs;
        this.quotas = quotas;
        this.shownDifferences = shownDifferences;
        this.sink = sink;
        this.ledger = ledger;
    }

    @Override
    public Iterator<PairTally> call(Integer partition, Iterator<Tuple2<byte[], byte[]>> marks) {
        try (Matching matching = new Matching(partition)) {
            return matching.run(marks).values().iterator();
        }
    }

    private record Decoded(Iterator<Tuple2<byte[], byte[]>> marks) implements Iterator<RowMark> {
        @Override
        public boolean hasNext() {
            return marks.hasNext();
        }

        @Override
        public RowMark next() {
            return RowMark.of(marks.next()._1());
        }
    }

    private final class Matching implements AutoCloseable {
        private final int partition;
        private final Map<Integer, PairTally> tallies = new TreeMap<>();
        private @Nullable DifferenceRenderer renderer;
        private @Nullable PairTally tally;
        private DifferenceSink.@Nullable Writing writing;

        Matching(int partition) {
            this.partition = partition;
        }

        Map<Integer, PairTally> run(Iterator<Tuple2<byte[], byte[]>> marks) {
            Set<Integer> keyed =
                    pairs.entrySet().stream()
                            .filter(each -> each.getValue().isKeyed())
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toSet());
            MarkMatcher matcher = new MarkMatcher(new Decoded(marks), keyed);
            long left = quotas.of(partition);
            while (left > 0 && matcher.hasNext()) {
                left -= take(matcher.next());
            }
            matcher.seen().forEach((pair, rows) -> end(pair, rows, matcher));
            if (writing != null) {
                writing.commit();
            }
            return tallies;
        }

        /** How many differences were written of it: one or none. */
        private int take(FoundDifference found) {
            tally(found.pair());
            renderer.take(found);
            for (int column : renderer.tolerated()) {
                tally.tolerate(
                        pairs.get(found.pair()).columns().get(column).name(), found.copies());
            }
            if (renderer.isTolerated()) {
                return 0;
            }
            long number = tally.count(partition, found, renderer.reasons());
            if (number >= quotas.of(partition, found.pair())) {
                return 0;
            }
            Difference difference = renderer.render();
            if (writing == null) {
                writing = sink.open(ledger, partition);
            }
            writing.add(pairs.get(found.pair()).number(), number, difference);
            tally.keep(partition, number, difference);
            return 1;
        }

        private void tally(int pair) {
            if (tally == null || tally.pair() != pair) {
                tally =
                        tallies.computeIfAbsent(
                                pair, none -> new PairTally(pair, shownDifferences));
                renderer = new DifferenceRenderer(pairs.get(pair));
            }
        }

        private void end(int pair, long rows, MarkMatcher matcher) {
            RepeatedKeys keys = matcher.repeated().get(pair);
            tallies.computeIfAbsent(pair, none -> new PairTally(pair, shownDifferences))
                    .end(
                            rows,
                            keys == null
                                    ? RepeatedKeys.Said.NONE
                                    : new RepeatedKeys.Said(
                                            keys.source(),
                                            keys.target(),
                                            new DifferenceRenderer(pairs.get(pair))
                                                    .key(keys.mark())));
        }

        @Override
        public void close() {
            if (writing != null) {
                writing.close();
            }
        }
    }
}
