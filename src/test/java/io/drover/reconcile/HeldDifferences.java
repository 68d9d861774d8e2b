package io.drover.reconcile;

import io.drover.model.Difference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Differences that tasks of this JVM have found: copies of one sink that went to tasks fill the
 * same list. What an attempt at a partition has committed replaces what another has.
 */
public final class HeldDifferences implements DifferenceSink {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger IDS = new AtomicInteger();
    private static final Map<Integer, Map<Integer, List<Held>>> COMMITTED =
            new ConcurrentHashMap<>();

    private final int id = IDS.incrementAndGet();

    public HeldDifferences() {
        COMMITTED.put(id, new ConcurrentHashMap<>());
    }

    /** One of them, with the number of its table. */
    public record Held(int table, int partition, long number, Difference difference) {}

    /** All of them, table by table in the order of people. */
    public List<Held> all() {
        return COMMITTED.get(id).values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Held::table).thenComparing(HeldDifferences::order))
                .toList();
    }

    /** How many partitions have written. */
    public int partitions() {
        return COMMITTED.get(id).size();
    }

    private static ShownOrder order(Held held) {
        return ShownOrder.of(held.difference, held.partition, held.number);
    }

    @Override
    public Writing open(SideAccess target, int partition) {
        return new Attempt(id, partition, new ArrayList<>());
    }

    @Override
    public void keep(SideAccess target, int tableNumber, Map<Integer, Long> kept) {
        COMMITTED
                .get(id)
                .values()
                .forEach(
                        held ->
                                held.removeIf(
                                        each ->
                                                each.table == tableNumber
                                                        && each.number
                                                                >= kept.getOrDefault(
                                                                        each.partition, 0L)));
    }

    private record Attempt(int id, int partition, List<Held> held) implements Writing {
        @Override
        public void add(int tableNumber, long number, Difference difference) {
            held.add(new Held(tableNumber, partition, number, difference));
        }

        @Override
        public void commit() {
            COMMITTED.get(id).put(partition, held);
        }

        @Override
        public void close() {}
    }
}
