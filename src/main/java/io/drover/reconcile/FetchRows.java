package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference;
import io.drover.model.Nullable;
import io.drover.reconcile.RowsByPlace.RelationKey;
import io.drover.reconcile.RowsByPlace.WholeRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** Makes whole differences of found ones: reads their rows, in batches, and names the columns. */
final class FetchRows
        implements PairFlatMapFunction<Iterator<FoundDifference>, ShownOrder, Difference> {
    private static final long serialVersionUID = 1L;
    private static final int BATCH_ROWS = 64;

    private final SideAccess source;
    private final SideAccess target;
    private final Map<RelationKey, ScanItem> relations;

    FetchRows(SideAccess source, SideAccess target, Map<RelationKey, ScanItem> relations) {
        this.source = source;
        this.target = target;
        this.relations = relations;
    }

    @Override
    public Iterator<Tuple2<ShownOrder, Difference>> call(Iterator<FoundDifference> found) {
        return new Batches(found);
    }

    private final class Batches implements Iterator<Tuple2<ShownOrder, Difference>> {
        private final Iterator<FoundDifference> found;
        private final RowsByPlace sourceRows = new RowsByPlace(source, relations);
        private final RowsByPlace targetRows = new RowsByPlace(target, relations);
        private final Deque<Tuple2<ShownOrder, Difference>> ready = new ArrayDeque<>();
        private @Nullable FoundDifference ahead;

        Batches(Iterator<FoundDifference> found) {
            this.found = found;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && (ahead != null || found.hasNext())) {
                fetch(nextBatch());
            }
            return !ready.isEmpty();
        }

        @Override
        public Tuple2<ShownOrder, Difference> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        /** Differences of one pair; they come pair by pair. */
        private List<FoundDifference> nextBatch() {
            List<FoundDifference> batch = new ArrayList<>();
            batch.add(ahead != null ? ahead : found.next());
            ahead = null;
            while (batch.size() < BATCH_ROWS && found.hasNext()) {
                FoundDifference next = found.next();
                if (next.pair() != batch.get(0).pair()) {
                    ahead = next;
                    break;
                }
                batch.add(next);
            }
            return batch;
        }

        private void fetch(List<FoundDifference> batch) {
            int pair = batch.get(0).pair();
            Map<Place, WholeRow> here =
                    sourceRows.read(pair, places(batch, FoundDifference::source));
            Map<Place, WholeRow> there =
                    targetRows.read(pair, places(batch, FoundDifference::target));
            for (FoundDifference next : batch) {
                Difference whole =
                        difference(
                                tables(next),
                                next,
                                next.source() == null ? null : here.get(next.source()),
                                next.target() == null ? null : there.get(next.target()));
                ready.add(new Tuple2<>(ShownOrder.of(next, whole), whole));
            }
        }

        private List<Place> places(
                List<FoundDifference> batch, Function<FoundDifference, @Nullable Place> place) {
            return batch.stream().map(place).filter(Objects::nonNull).distinct().toList();
        }

        private TablePair tables(FoundDifference next) {
            return next.source() != null
                    ? relation(next, Side.SOURCE, next.source())
                    : relation(next, Side.TARGET, next.target());
        }

        private TablePair relation(FoundDifference next, Side side, Place place) {
            return relations.get(new RelationKey(next.pair(), side, place.relation())).tables();
        }
    }

    static Difference difference(
            TablePair tables,
            FoundDifference found,
            @Nullable WholeRow here,
            @Nullable WholeRow there) {
        List<Integer> inSourceOrder =
                IntStream.range(0, tables.columns().size())
                        .boxed()
                        .sorted(Comparator.comparing(c -> tables.columns().get(c).position()))
                        .toList();
        List<Integer> keyColumns =
                tables.isKeyed()
                        ? IntStream.range(0, tables.keyColumns()).boxed().toList()
                        : inSourceOrder;
        List<String> changed =
                found.kind() == Difference.Kind.CHANGED
                        ? inSourceOrder.stream()
                                .filter(column -> !here.hasValueOf(there, column))
                                .map(column -> tables.columns().get(column).name())
                                .toList()
                        : List.of();
        return new Difference(
                found.kind(),
                named(tables, keyColumns, there == null ? here : there),
                changed,
                here == null ? null : named(tables, inSourceOrder, here),
                there == null ? null : named(tables, inSourceOrder, there),
                found.copies());
    }

    private static Map<String, String> named(
            TablePair tables, List<Integer> columns, WholeRow row) {
        Map<String, String> named = new LinkedHashMap<>();
        columns.forEach(c -> named.put(tables.columns().get(c).name(), row.texts()[c]));
        return Collections.unmodifiableMap(named);
    }
}
