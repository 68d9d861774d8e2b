package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.TableVerdict;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Compares the rows of many pairs of tables in one go: all items of all pairs and both sides are
 * tasks of one Spark job, and so are those of the second look at what differs.
 *
 * <p>Memory: bounded by buckets and batches, never by the size of a table or the number of
 * differences. Runs on: driver; the tasks on executors.
 */
public final class Reconciler {
    private static final long REDUCED_BYTES = 8 << 20;

    private final JavaSparkContext spark;
    private final SideAccess source;
    private final SideAccess target;
    private final ReconcileLimits limits;
    private final ReadProgress progress;
    private final SavedSums saved;
    private final ServerTrial trial;
    private final FormedRows formed;

    public Reconciler(
            JavaSparkContext spark,
            SideAccess source,
            SideAccess target,
            ReconcileLimits limits,
            ReadProgress progress,
            SavedSums saved) {
        this(
                spark,
                source,
                target,
                limits,
                progress,
                saved,
                ServerTrial.shipped(),
                FormedRows.NONE);
    }

    private Reconciler(
            JavaSparkContext spark,
            SideAccess source,
            SideAccess target,
            ReconcileLimits limits,
            ReadProgress progress,
            SavedSums saved,
            ServerTrial trial,
            FormedRows formed) {
        this.spark = spark;
        this.source = source;
        this.target = target;
        this.limits = limits;
        this.progress = progress;
        this.saved = saved;
        this.trial = trial;
        this.formed = formed;
    }

    /** The same with another trial: what a server must get right before it digests anything. */
    Reconciler trying(ServerTrial other) {
        return new Reconciler(spark, source, target, limits, progress, saved, other, formed);
    }

    /**
     * The same, which compares some targets with rows that are made and not with those of a source.
     *
     * @param rows by the position of the pair
     */
    public Reconciler expecting(Map<Integer, ExpectedRows> rows) {
        return new Reconciler(
                spark, source, target, limits, progress, saved, trial, new FormedRows(rows));
    }

    /**
     * One verdict for each pair, in their order.
     *
     * @param schemas the verdicts on the pairs' definitions, in the same order
     * @param sourceConnection inside the source's snapshot, for catalog queries
     * @param targetConnection likewise
     */
    public List<TableVerdict> reconcile(
            List<TablePair> pairs,
            List<LevelVerdict> schemas,
            Connection sourceConnection,
            Connection targetConnection,
            DifferenceSink sink) {
        List<PairOutcome> outcomes = compare(pairs, sourceConnection, targetConnection, sink);
        return IntStream.range(0, pairs.size())
                .mapToObj(pair -> outcomes.get(pair).verdict(schemas.get(pair)))
                .toList();
    }

    /**
     * One outcome for each pair, in their order.
     *
     * @param sourceConnection inside the source's snapshot, for catalog queries
     * @param targetConnection likewise
     */
    List<PairOutcome> compare(
            List<TablePair> pairs,
            Connection sourceConnection,
            Connection targetConnection,
            DifferenceSink sink) {
        SideRelations here = SideRelations.read(Side.SOURCE, sourceConnection, pairs);
        SideRelations there = SideRelations.read(Side.TARGET, targetConnection, pairs);
        TableLocks.hold(Side.SOURCE, sourceConnection, here);
        TableLocks.hold(Side.TARGET, targetConnection, there);
        List<ScanItem> items = formed.without(ScanItems.of(pairs, here, there, limits));
        Map<Integer, FormedRows.Sums> expected = formed.sums(pairs, items);
        DigestPlaces places =
                new PlaceChooser(spark, source, target, limits, trial)
                        .choose(items, sourceConnection, targetConnection, Reconciler::onlyTasks);
        expected.keySet()
                .forEach(pair -> places.byTasks(pair, Side.SOURCE, "its rules are done anew"));
        Map<Integer, PairComparison> comparisons = compareBuckets(items, places, saved, expected);
        comparisons.putAll(compareRefused(items, comparisons, places, expected));
        BucketFilter filter = new BucketFilter(trial, sourceConnection, targetConnection);
        Naming naming = name(items, comparisons, filter, sink);
        Set<Integer> unexplained = unexplained(comparisons, naming, places);
        if (!unexplained.isEmpty()) {
            comparisons.putAll(compareAgain(items, unexplained, places, expected));
            // The sink holds one naming: that of all pairs is made once more, in its place.
            naming.tallies()
                    .keySet()
                    .forEach(pair -> sink.keep(target, pairs.get(pair).number(), Map.of()));
            naming = name(items, comparisons, filter, sink);
        }
        List<PairOutcome> outcomes = new ArrayList<>();
        for (int pair = 0; pair < pairs.size(); pair++) {
            PairComparison comparison = comparisons.getOrDefault(pair, PairComparison.NOTHING);
            outcomes.add(
                    new PairOutcome(
                            pairs.get(pair),
                            comparison,
                            places.computed(pair),
                            naming.tallies().getOrDefault(pair, new PairTally(pair, 0)),
                            comparison.needsDrillDown() ? naming.failure() : null,
                            expected.containsKey(pair) ? expected.get(pair).account() : null));
        }
        return outcomes;
    }

    /** Rows that are judged by more than their digests go through tasks. */
    private static Optional<String> onlyTasks(TablePair pair, Side side) {
        return pair.tolerances().isEmpty()
                ? Optional.empty()
                : Optional.of("values are compared with tolerances");
    }

    /** Reads what a server could not digest by tasks; the other side stays where it was. */
    private Map<Integer, PairComparison> compareRefused(
            List<ScanItem> items,
            Map<Integer, PairComparison> comparisons,
            DigestPlaces places,
            Map<Integer, FormedRows.Sums> expected) {
        comparisons.forEach(
                (pair, comparison) ->
                        comparison
                                .refusals()
                                .forEach((side, reason) -> places.byTasks(pair, side, reason)));
        return compareBuckets(
                items.stream()
                        .filter(item -> !refusals(comparisons, item.pair()).isEmpty())
                        .toList(),
                places,
                saved,
                expected);
    }

    private static Map<Side, String> refusals(Map<Integer, PairComparison> comparisons, int pair) {
        return comparisons.getOrDefault(pair, PairComparison.NOTHING).refusals();
    }

    /**
     * Pairs whose differing digests the rows do not explain, where not all of them were made by
     * tasks of this run: it may be not the rows that differ, but the ways of making a digest.
     */
    private Set<Integer> unexplained(
            Map<Integer, PairComparison> comparisons, Naming naming, DigestPlaces places) {
        Set<Integer> unexplained = new TreeSet<>();
        naming.tallies()
                .forEach(
                        (pair, tally) -> {
                            if ((places.anyByServer(pair) || saved != SavedSums.NONE)
                                    && PairOutcome.contradictory(comparisons.get(pair), tally)) {
                                unexplained.add(pair);
                            }
                        });
        return unexplained;
    }

    private Map<Integer, PairComparison> compareAgain(
            List<ScanItem> items,
            Set<Integer> unexplained,
            DigestPlaces places,
            Map<Integer, FormedRows.Sums> expected) {
        String why =
                "read again: digests that a server made or an earlier run left differed where no"
                        + " row does";
        for (int pair : unexplained) {
            places.byTasks(pair, Side.SOURCE, why);
            places.byTasks(pair, Side.TARGET, why);
        }
        return compareBuckets(
                items.stream().filter(item -> unexplained.contains(item.pair())).toList(),
                places,
                saved.afresh(),
                expected);
    }

    /** What is known of the rows that differ; {@code failure}: why some could not be named. */
    private record Naming(Map<Integer, PairTally> tallies, @Nullable String failure) {}

    private Naming name(
            List<ScanItem> items,
            Map<Integer, PairComparison> comparisons,
            BucketFilter filter,
            DifferenceSink sink) {
        Map<Integer, PairComparison> differing = new TreeMap<>();
        comparisons.forEach(
                (pair, comparison) -> {
                    if (comparison.needsDrillDown()) {
                        differing.put(pair, comparison);
                    }
                });
        Map<Integer, PairTally> tallies = new TreeMap<>();
        if (!differing.isEmpty()) {
            try {
                tallies.putAll(
                        new DrillDown(spark, source, target, limits, sink, formed)
                                .name(filter.narrow(items, differing), differing));
            } catch (SparkException failure) {
                // That the tables differ is proven by now; say so rather than nothing.
                return new Naming(tallies, rootMessage(failure));
            }
        }
        return new Naming(tallies, null);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private Map<Integer, PairComparison> compareBuckets(
            List<ScanItem> items,
            DigestPlaces places,
            SavedSums takenOver,
            Map<Integer, FormedRows.Sums> expected) {
        Map<Integer, PairComparison> comparisons = new TreeMap<>();
        if (items.isEmpty()) {
            return comparisons;
        }
        LongAccumulator rows = spark.sc().longAccumulator();
        LongAccumulator bytes = spark.sc().longAccumulator();
        try (Ticker ticker = new Ticker(rows, bytes, progress)) {
            tasks(items)
                    .mapPartitionsToPair(
                            new BucketScan(
                                    source,
                                    target,
                                    takenOver,
                                    limits.maxFieldBytes(),
                                    places,
                                    rows,
                                    bytes))
                    .union(sums(items, expected))
                    .reduceByKey(new MergeSums(), reducers(items))
                    .mapValues(new Compare())
                    .collect()
                    .forEach(pair -> comparisons.put(pair._1(), pair._2()));
        }
        return comparisons;
    }

    /** Of the pairs of these items. */
    private JavaPairRDD<Integer, PairSums> sums(
            List<ScanItem> items, Map<Integer, FormedRows.Sums> expected) {
        List<Tuple2<Integer, PairSums>> sums =
                items.stream()
                        .map(ScanItem::pair)
                        .distinct()
                        .filter(expected::containsKey)
                        .map(pair -> new Tuple2<>(pair, expected.get(pair).sums()))
                        .toList();
        return spark.parallelizePairs(sums, Math.max(1, sums.size()));
    }

    private JavaRDD<ScanTask> tasks(List<ScanItem> items) {
        List<ScanTask> tasks = ScanTask.pack(items, limits.taskBytes());
        return spark.parallelize(tasks, tasks.size());
    }

    /** So many that the sums which one of them merges are a few megabytes. */
    private static int reducers(List<ScanItem> items) {
        Map<Integer, Long> sumsByPair = new TreeMap<>();
        items.forEach(item -> sumsByPair.put(item.pair(), 2L * 3 * Long.BYTES * item.buckets()));
        long sums = sumsByPair.values().stream().mapToLong(Long::longValue).sum();
        return (int) Math.min(sumsByPair.size(), 1 + sums / REDUCED_BYTES);
    }

    private static final class MergeSums implements Function2<PairSums, PairSums, PairSums> {
        private static final long serialVersionUID = 1L;

        @Override
        public PairSums call(PairSums one, PairSums other) {
            return one.merge(other);
        }
    }

    private static final class Compare implements Function<PairSums, PairComparison> {
        private static final long serialVersionUID = 1L;

        @Override
        public PairComparison call(PairSums sums) {
            return sums.compare();
        }
    }

    /** Tells the progress what the tasks that have ended have read. */
    private static final class Ticker implements AutoCloseable {
        private final LongAccumulator rows;
        private final LongAccumulator bytes;
        private final ReadProgress progress;
        private final ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread daemon = new Thread(work, "reconcile-progress");
                            daemon.setDaemon(true);
                            return daemon;
                        });
        private long toldRows;
        private long toldBytes;

        Ticker(LongAccumulator rows, LongAccumulator bytes, ReadProgress progress) {
            this.rows = rows;
            this.bytes = bytes;
            this.progress = progress;
            var unused = thread.scheduleWithFixedDelay(this::tell, 250, 250, TimeUnit.MILLISECONDS);
        }

        private synchronized void tell() {
            long nowRows = rows.value();
            long nowBytes = bytes.value();
            progress.read(nowRows - toldRows, nowBytes - toldBytes);
            toldRows = nowRows;
            toldBytes = nowBytes;
        }

        @Override
        public void close() {
            thread.shutdownNow();
            tell();
        }
    }
}
