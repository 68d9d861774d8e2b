package io.drover.reconcile;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Names the rows of the buckets that differ: reads them once more, sorts them by key in Spark's
 * shuffle and matches the sides; the tasks that match write the differences.
 *
 * <p>Memory: on the driver a tally for each pair. Repeats: under the same snapshots the same
 * differences come, unless there are more than are kept: then which are kept depends on the hashes
 * of their keys, not on chance.
 */
final class DrillDown {
    private static final long PARTITION_BYTES = 32 << 20;

    /** What a mark and the objects around it add to a row. */
    private static final long MARK_BYTES = 100;

    /** In one job, as each gives its shown differences to the driver. */
    private static final int PARTITIONS_AT_ONCE = 32;

    private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

    private final JavaSparkContext spark;
    private final SideAccess source;
    private final SideAccess target;
    private final SideAccess ledger;
    private final ReconcileLimits limits;
    private final DifferenceSink sink;
    private final FormedRows formed;

    /** {@code ledger}: how the sink is reached. */
    DrillDown(
            JavaSparkContext spark,
            SideAccess source,
            SideAccess target,
            SideAccess ledger,
            ReconcileLimits limits,
            DifferenceSink sink,
            FormedRows formed) {
        this.spark = spark;
        this.source = source;
        this.target = target;
        this.ledger = ledger;
        this.limits = limits;
        this.sink = sink;
        this.formed = formed;
    }

    /**
     * Drills into every pair that is a key of {@code differing}.
     *
     * @param again the items to read, those of these pairs
     * @param pairs by their positions
     * @param bucketCounts of each pair
     * @throws SparkException when a task failed for good; Spark's Scala code throws it unannounced
     */
    Map<Integer, PairTally> name(
            List<ScanItem> again,
            List<TablePair> pairs,
            int[] bucketCounts,
            Map<Integer, PairComparison> differing)
            throws SparkException {
        Map<Integer, TablePair> byPosition = new HashMap<>();
        differing.keySet().forEach(pair -> byPosition.put(pair, pairs.get(pair)));
        try {
            return match(sorted(again, byPosition, bucketCounts, differing), byPosition, differing);
        } catch (Exception failure) {
            // Part of the differences would be taken for all of them.
            byPosition.values().forEach(pair -> sink.keep(ledger, pair.number(), Map.of()));
            throw failure;
        }
    }

    private JavaPairRDD<byte[], byte[]> sorted(
            List<ScanItem> again,
            Map<Integer, TablePair> pairs,
            int[] bucketCounts,
            Map<Integer, PairComparison> differing) {
        Map<Integer, BitSet> buckets = new HashMap<>();
        differing.forEach((pair, comparison) -> buckets.put(pair, comparison.differing()));
        List<ScanTask> tasks = ScanTask.pack(again, limits.taskBytes());
        JavaPairRDD<byte[], byte[]> marks =
                spark.parallelize(tasks, Math.max(1, tasks.size()))
                        .mapPartitionsToPair(new MarkScan(source, target, buckets));
        for (Map.Entry<Integer, TablePair> pair : pairs.entrySet()) {
            for (JavaPairRDD<byte[], byte[]> more :
                    formed.marks(
                            pair.getKey(),
                            pair.getValue(),
                            buckets.get(pair.getKey()),
                            bucketCounts[pair.getKey()])) {
                marks = marks.union(more);
            }
        }
        // With the true classes Spark writes plain bytes; else each mark as a serialized object.
        return new JavaPairRDD<>(marks.rdd(), BYTES, BYTES)
                .repartitionAndSortWithinPartitions(
                        new RowMark.ByKey(partitions(again, differing)), new RowMark.Order());
    }

    private int partitions(List<ScanItem> again, Map<Integer, PairComparison> differing) {
        Map<Integer, Long> bytes = new HashMap<>();
        again.forEach(item -> bytes.merge(item.pair(), item.estimatedBytes(), Long::sum));
        differing.keySet().forEach(pair -> bytes.merge(pair, formed.unseenBytes(pair), Long::sum));
        double marks = 0;
        for (Map.Entry<Integer, PairComparison> each : differing.entrySet()) {
            PairComparison pair = each.getValue();
            long rows = Math.max(1, pair.source().rows() + pair.target().rows());
            double rowBytes =
                    (double) Math.max(pair.wireBytes(), bytes.getOrDefault(each.getKey(), 0L))
                            / rows;
            marks += pair.differingRows() * (rowBytes + MARK_BYTES);
        }
        return (int) (1 + marks / PARTITION_BYTES);
    }

    private Map<Integer, PairTally> match(
            JavaPairRDD<byte[], byte[]> sorted,
            Map<Integer, TablePair> pairs,
            Map<Integer, PairComparison> differing)
            throws SparkException {
        long most = limits.maxDifferences();
        // No pair has more differences than rows. Where hardly any is written in vain, one job
        // counts and writes; else the first counts, and the second writes what stays.
        boolean atOnce =
                differing.values().stream().allMatch(pair -> pair.differingRows() / 2 <= most);
        Map<Integer, PairTally> tallies = new TreeMap<>();
        matching(sorted, pairs, atOnce ? Quotas.each(most) : Quotas.none())
                .mapToPair(new ByPair())
                .reduceByKey(new Merge(), 1 + pairs.size() / 100)
                .collect()
                .forEach(each -> tallies.put(each._1(), each._2()));
        Map<Integer, Map<Integer, Long>> quotas = new TreeMap<>();
        for (PairTally tally : tallies.values()) {
            Map<Integer, Long> stays = tally.quotas(most);
            if (!atOnce) {
                stays.forEach(
                        (partition, kept) ->
                                quotas.computeIfAbsent(partition, none -> new HashMap<>())
                                        .put(tally.pair(), kept));
            } else if (tally.kept() > most) {
                tally.restrict(stays);
                sink.keep(ledger, pairs.get(tally.pair()).number(), stays);
            }
        }
        write(matching(sorted, pairs, Quotas.only(quotas)), quotas, tallies);
        return tallies;
    }

    private void write(
            JavaRDD<PairTally> matching,
            Map<Integer, Map<Integer, Long>> quotas,
            Map<Integer, PairTally> tallies)
            throws SparkException {
        List<Integer> partitions = List.copyOf(quotas.keySet());
        for (int from = 0; from < partitions.size(); from += PARTITIONS_AT_ONCE) {
            int[] some =
                    partitions
                            .subList(from, Math.min(from + PARTITIONS_AT_ONCE, partitions.size()))
                            .stream()
                            .mapToInt(Integer::intValue)
                            .toArray();
            for (List<PairTally> written : matching.collectPartitions(some)) {
                written.forEach(each -> tallies.get(each.pair()).addKept(each));
            }
        }
    }

    private JavaRDD<PairTally> matching(
            JavaPairRDD<byte[], byte[]> sorted, Map<Integer, TablePair> pairs, Quotas quotas) {
        return sorted.mapPartitionsWithIndex(
                new MatchMarks(pairs, quotas, limits.shownDifferences(), sink, ledger), true);
    }

    private static final class ByPair implements PairFunction<PairTally, Integer, PairTally> {
        private static final long serialVersionUID = 1L;

        @Override
        public Tuple2<Integer, PairTally> call(PairTally tally) {
            return new Tuple2<>(tally.pair(), tally);
        }
    }

    private static final class Merge implements Function2<PairTally, PairTally, PairTally> {
        private static final long serialVersionUID = 1L;

        @Override
        public PairTally call(PairTally one, PairTally other) {
            return one.plus(other);
        }
    }
}
