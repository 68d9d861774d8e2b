package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.reconcile.MatchMarks.Matched;
import io.drover.reconcile.MatchMarks.Tally;
import io.drover.reconcile.RowsByPlace.RelationKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Names the rows of the buckets that differ: marks them, sorts the marks by key in Spark's shuffle,
 * matches them, and fetches the rows of as many differences as are kept.
 *
 * <p>Repeats: under the same snapshots the same differences come, in the same order, unless there
 * are more than are kept: then which are kept depends on the hashes of their keys, not on chance.
 */
final class DrillDown {
    private static final long MARKS_IN_A_PARTITION = 500_000;
    private static final long KEPT_IN_A_PARTITION = 500;

    private final JavaSparkContext spark;
    private final SideAccess source;
    private final SideAccess target;
    private final ReconcileLimits limits;

    DrillDown(
            JavaSparkContext spark, SideAccess source, SideAccess target, ReconcileLimits limits) {
        this.spark = spark;
        this.source = source;
        this.target = target;
        this.limits = limits;
    }

    /** What was found out about one pair. */
    static final class Named {
        private final Map<Difference.Kind, Long> rows = new EnumMap<>(Difference.Kind.class);
        private final List<Difference> shown = new ArrayList<>();
        private long found;
        private long kept;

        Map<Difference.Kind, Long> rows() {
            return rows;
        }

        List<Difference> shown() {
            return shown;
        }

        long found() {
            return found;
        }

        long kept() {
            return kept;
        }
    }

    /**
     * Drills into every pair that is a key of {@code differing}; differences go to the sink in
     * order.
     *
     * @throws SparkException when a task failed for good; Spark's Scala code throws it unannounced
     */
    Map<Integer, Named> name(
            List<ScanItem> items, Map<Integer, PairComparison> differing, DifferenceSink sink)
            throws SparkException {
        Map<Integer, BitSet> buckets = new HashMap<>();
        Map<RelationKey, ScanItem> relations = new HashMap<>();
        Map<Integer, TablePair> pairs = new HashMap<>();
        Set<Integer> keyed = new HashSet<>();
        differing.forEach((pair, comparison) -> buckets.put(pair, comparison.differing()));
        List<ScanItem> again =
                items.stream().filter(item -> differing.containsKey(item.pair())).toList();
        for (ScanItem item : again) {
            pairs.put(item.pair(), item.tables());
            relations.put(new RelationKey(item.pair(), item.side(), item.relation()), item);
            if (item.tables().isKeyed()) {
                keyed.add(item.pair());
            }
        }
        long marks = differing.values().stream().mapToLong(PairComparison::differingRows).sum();
        List<ScanTask> tasks = ScanTask.pack(again, limits.taskBytes());
        // Kept on disk, as two jobs ask for it and sorting all marks again costs most.
        JavaRDD<Matched> matched =
                spark.parallelize(tasks, tasks.size())
                        .mapPartitionsToPair(new MarkScan(source, target, buckets))
                        .repartitionAndSortWithinPartitions(
                                new RowMark.ByKey((int) (1 + marks / MARKS_IN_A_PARTITION)),
                                new RowMark.Order())
                        .mapPartitionsWithIndex(
                                new MatchMarks(keyed, limits.maxDifferences()), true)
                        .persist(StorageLevel.DISK_ONLY());
        Map<Integer, Named> named = new TreeMap<>();
        differing.keySet().forEach(pair -> named.put(pair, new Named()));
        try {
            List<Matched> tallies = matched.filter(new IsTally()).collect();
            fetch(matched, settle(tallies, named), relations, pairs, named, sink);
        } finally {
            matched.unpersist(false);
        }
        return named;
    }

    /** Counts every difference, and says how many of each partition and pair are kept. */
    private Map<Integer, Map<Integer, Long>> settle(
            List<Matched> tallies, Map<Integer, Named> named) {
        Map<Integer, Map<Integer, Long>> quotas = new HashMap<>();
        for (Matched each : tallies) {
            Tally tally = each.tally();
            Named pair = named.get(tally.pair());
            tally.rows().forEach((kind, rows) -> pair.rows.merge(kind, rows, Long::sum));
            pair.found += tally.differences();
            long kept = Math.min(tally.differences(), limits.maxDifferences() - pair.kept);
            pair.kept += kept;
            quotas.computeIfAbsent(each.partition(), none -> new HashMap<>())
                    .put(tally.pair(), kept);
        }
        return quotas;
    }

    private void fetch(
            JavaRDD<Matched> matched,
            Map<Integer, Map<Integer, Long>> quotas,
            Map<RelationKey, ScanItem> relations,
            Map<Integer, TablePair> pairs,
            Map<Integer, Named> named,
            DifferenceSink sink) {
        long kept = named.values().stream().mapToLong(Named::kept).sum();
        // Sorting samples its input first: kept on disk, so that no row is fetched twice.
        JavaPairRDD<ShownOrder, Difference> fetched =
                matched.mapPartitionsWithIndex(new Keep(quotas), true)
                        .mapPartitionsToPair(new FetchRows(source, target, relations))
                        .persist(StorageLevel.DISK_ONLY());
        try {
            Iterator<Tuple2<ShownOrder, Difference>> sorted =
                    fetched.sortByKey(true, (int) (1 + kept / KEPT_IN_A_PARTITION))
                            .toLocalIterator();
            while (sorted.hasNext()) {
                Tuple2<ShownOrder, Difference> next = sorted.next();
                int pair = next._1().pair();
                sink.accept(pairs.get(pair).number(), next._2());
                if (named.get(pair).shown.size() < limits.shownDifferences()) {
                    named.get(pair).shown.add(next._2());
                }
            }
        } finally {
            fetched.unpersist(false);
        }
    }

    private static final class IsTally implements Function<Matched, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean call(Matched matched) {
            return matched.tally() != null;
        }
    }

    /** Lets as many differences of each pair pass as its partition's quota says. */
    private static final class Keep
            implements Function2<Integer, Iterator<Matched>, Iterator<FoundDifference>> {
        private static final long serialVersionUID = 1L;

        private final Map<Integer, Map<Integer, Long>> quotas;

        Keep(Map<Integer, Map<Integer, Long>> quotas) {
            this.quotas = quotas;
        }

        @Override
        public Iterator<FoundDifference> call(Integer partition, Iterator<Matched> matched) {
            Map<Integer, Long> left = new HashMap<>(quotas.getOrDefault(partition, Map.of()));
            Iterable<Matched> all = () -> matched;
            return StreamSupport.stream(all.spliterator(), false)
                    .map(Matched::found)
                    .filter(Objects::nonNull)
                    .filter(found -> left.merge(found.pair(), -1L, Long::sum) >= 0)
                    .iterator();
        }
    }
}
