package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.TableVerdict;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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
    private final Ways ways;
    private final ReconcileLimits limits;
    private final ReadProgress progress;
    private final SavedSums saved;
    private final ServerTrial trial;
    private final Map<Integer, RowForms> expected;

    /**
     * How tasks come to the rows and to the ledger.
     *
     * @param audited the sides that are engines
     */
    private record Ways(
            SideAccess source,
            SideAccess target,
            SideAccess ledger,
            Map<Side, AuditedSide> audited) {}

    /** The ledger is in the target. */
    public Reconciler(
            JavaSparkContext spark,
            SideAccess source,
            SideAccess target,
            ReconcileLimits limits,
            ReadProgress progress,
            SavedSums saved) {
        this(
                spark,
                new Ways(source, target, target, Map.of()),
                limits,
                progress,
                saved,
                ServerTrial.shipped(),
                Map.of());
    }

    private Reconciler(
            JavaSparkContext spark,
            Ways ways,
            ReconcileLimits limits,
            ReadProgress progress,
            SavedSums saved,
            ServerTrial trial,
            Map<Integer, RowForms> expected) {
        this.spark = spark;
        this.ways = ways;
        this.limits = limits;
        this.progress = progress;
        this.saved = saved;
        this.trial = trial;
        this.expected = expected;
    }

    /** The same with another trial: what a server must get right before it digests anything. */
    Reconciler trying(ServerTrial other) {
        return new Reconciler(spark, ways, limits, progress, saved, other, expected);
    }

    /**
     * The same, which compares some targets with rows that are made and not with those of a source.
     *
     * @param rows by the position of the pair
     */
    public Reconciler expecting(Map<Integer, RowForms> rows) {
        return new Reconciler(spark, ways, limits, progress, saved, trial, Map.copyOf(rows));
    }

    /**
     * The same, with sides that are engines and a ledger elsewhere.
     *
     * @param ledger how tasks reach it
     */
    public Reconciler auditing(List<AuditedSide> engines, SideAccess ledger) {
        Map<Side, AuditedSide> audited = new EnumMap<>(Side.class);
        engines.forEach(engine -> audited.put(engine.side(), engine));
        return new Reconciler(
                spark,
                new Ways(ways.source(), ways.target(), ledger, audited),
                limits,
                progress,
                saved,
                trial,
                expected);
    }

    /**
     * One verdict for each pair, in their order.
     *
     * @param schemas the verdicts on the pairs' definitions, in the same order
     * @param sourceConnection inside the source's snapshot, for catalog queries; null of an engine
     * @param targetConnection likewise
     */
    public List<TableVerdict> reconcile(
            List<TablePair> pairs,
            List<LevelVerdict> schemas,
            @Nullable Connection sourceConnection,
            @Nullable Connection targetConnection,
            DifferenceSink sink) {
        List<PairOutcome> outcomes = compare(pairs, sourceConnection, targetConnection, sink);
        return IntStream.range(0, pairs.size())
                .mapToObj(pair -> outcomes.get(pair).verdict(schemas.get(pair)))
                .toList();
    }

    /**
     * One outcome for each pair, in their order.
     *
     * @param sourceConnection inside the source's snapshot, for catalog queries; null of an engine
     * @param targetConnection likewise
     */
    List<PairOutcome> compare(
            List<TablePair> given,
            @Nullable Connection sourceConnection,
            @Nullable Connection targetConnection,
            DifferenceSink sink) {
        FormedRows formed =
                FormedRows.of(given, expected, ways.audited(), new AuditedPlaces(limits));
        List<TablePair> pairs = formed.spread(given);
        SideRelations here = SideRelations.held(Side.SOURCE, sourceConnection, pairs);
        SideRelations there = SideRelations.held(Side.TARGET, targetConnection, pairs);
        int[] buckets = ScanItems.buckets(pairs, here, there);
        List<ScanItem> items = formed.without(ScanItems.of(pairs, here, there, limits));
        Rows rows = new Rows(pairs, buckets, formed);
        Map<Integer, FormedRows.Sums> sums = sums(rows, formed.pairs());
        DigestPlaces places =
                new PlaceChooser(spark, ways.source(), ways.target(), limits, trial)
                        .choose(items, sourceConnection, targetConnection, Reconciler::onlyTasks);
        tellPlaces(places, formed, formed.pairs());
        Map<Integer, PairComparison> comparisons =
                compareBuckets(items, sums.keySet(), places, saved, sums);
        comparisons.putAll(compareRefused(items, comparisons, places, sums));
        BucketFilter filter = new BucketFilter(trial, sourceConnection, targetConnection);
        Naming naming = name(items, rows, comparisons, filter, sink);
        Set<Integer> unexplained = unexplained(comparisons, naming, places);
        if (!unexplained.isEmpty()) {
            comparisons.putAll(compareAgain(items, unexplained, places, rows, sums));
            // The sink holds one naming: that of all pairs is made once more, in its place.
            naming.tallies()
                    .keySet()
                    .forEach(pair -> sink.keep(ways.ledger(), pairs.get(pair).number(), Map.of()));
            naming = name(items, rows, comparisons, filter, sink);
        }
        Map<Integer, String> accounts = formed.accounts(sums);
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
                            accounts.get(pair)));
        }
        return outcomes;
    }

    private Map<Integer, FormedRows.Sums> sums(Rows from, Set<Integer> pairs) {
        LongAccumulator rows = spark.sc().longAccumulator();
        LongAccumulator bytes = spark.sc().longAccumulator();
        try (ReadTicker ticker = new ReadTicker(rows, bytes, progress)) {
            return from.formed().sums(pairs, from.pairs(), from.buckets(), rows, bytes);
        }
    }

    private void tellPlaces(DigestPlaces places, FormedRows formed, Set<Integer> pairs) {
        for (int pair : pairs) {
            for (AuditedSide engine : ways.audited().values()) {
                if (engine.side() == Side.TARGET || !formed.isExpected(pair)) {
                    formed.tell(pair, engine, places);
                }
            }
            if (formed.isExpected(pair)) {
                places.byTasks(pair, Side.SOURCE, "its rules are done anew");
            }
        }
    }

    /** What is compared, and by whom rows come that no server sends over the wire. */
    private record Rows(List<TablePair> pairs, int[] buckets, FormedRows formed) {}

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
            Map<Integer, FormedRows.Sums> sums) {
        comparisons.forEach(
                (pair, comparison) ->
                        comparison
                                .refusals()
                                .forEach((side, reason) -> places.byTasks(pair, side, reason)));
        return compareBuckets(
                items.stream()
                        .filter(item -> !refusals(comparisons, item.pair()).isEmpty())
                        .toList(),
                Set.of(),
                places,
                saved,
                sums);
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
            Rows rows,
            Map<Integer, FormedRows.Sums> sums) {
        String why =
                "read again: digests that a server made or an earlier run left differed where no"
                        + " row does";
        for (int pair : unexplained) {
            places.byTasks(pair, Side.SOURCE, why);
            places.byTasks(pair, Side.TARGET, why);
        }
        Set<Integer> left = rows.formed().leaveToTasks(unexplained, why);
        sums.putAll(sums(rows, left));
        tellPlaces(places, rows.formed(), unexplained);
        return compareBuckets(
                items.stream().filter(item -> unexplained.contains(item.pair())).toList(),
                left,
                places,
                saved.afresh(),
                sums);
    }

    /** What is known of the rows that differ; {@code failure}: why some could not be named. */
    private record Naming(Map<Integer, PairTally> tallies, @Nullable String failure) {}

    private Naming name(
            List<ScanItem> items,
            Rows rows,
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
                        new DrillDown(
                                        spark,
                                        ways.source(),
                                        ways.target(),
                                        ways.ledger(),
                                        limits,
                                        sink,
                                        rows.formed())
                                .name(
                                        filter.narrow(items, differing),
                                        rows.pairs(),
                                        rows.buckets(),
                                        differing));
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

    /** {@code besides}: pairs that are compared although they may have no items. */
    private Map<Integer, PairComparison> compareBuckets(
            List<ScanItem> items,
            Set<Integer> besides,
            DigestPlaces places,
            SavedSums takenOver,
            Map<Integer, FormedRows.Sums> formed) {
        Map<Integer, PairComparison> comparisons = new TreeMap<>();
        Set<Integer> compared = new TreeSet<>(besides);
        items.forEach(item -> compared.add(item.pair()));
        if (compared.isEmpty()) {
            return comparisons;
        }
        LongAccumulator rows = spark.sc().longAccumulator();
        LongAccumulator bytes = spark.sc().longAccumulator();
        try (ReadTicker ticker = new ReadTicker(rows, bytes, progress)) {
            tasks(items)
                    .mapPartitionsToPair(
                            new BucketScan(
                                    ways.source(),
                                    ways.target(),
                                    ways.ledger(),
                                    takenOver,
                                    limits.maxFieldBytes(),
                                    places,
                                    rows,
                                    bytes))
                    .union(sums(compared, formed))
                    .reduceByKey(new PairSums.Merge(), reducers(items, formed))
                    .mapValues(new PairSums.Compare())
                    .collect()
                    .forEach(pair -> comparisons.put(pair._1(), pair._2()));
        }
        return comparisons;
    }

    /** Of these pairs, where rows came as forms. */
    private JavaPairRDD<Integer, PairSums> sums(
            Set<Integer> compared, Map<Integer, FormedRows.Sums> formed) {
        List<Tuple2<Integer, PairSums>> sums =
                compared.stream()
                        .filter(formed::containsKey)
                        .map(pair -> new Tuple2<>(pair, formed.get(pair).sums()))
                        .toList();
        return spark.parallelizePairs(sums, Math.max(1, sums.size()));
    }

    private JavaRDD<ScanTask> tasks(List<ScanItem> items) {
        List<ScanTask> tasks = ScanTask.pack(items, limits.taskBytes());
        return spark.parallelize(tasks, Math.max(1, tasks.size()));
    }

    /** So many that the sums which one of them merges are a few megabytes. */
    private static int reducers(List<ScanItem> items, Map<Integer, FormedRows.Sums> formed) {
        Map<Integer, Long> sumsByPair = new TreeMap<>();
        formed.forEach((pair, sums) -> sumsByPair.put(pair, sums.sums().bytes()));
        items.forEach(item -> sumsByPair.put(item.pair(), 2L * 3 * Long.BYTES * item.buckets()));
        long sums = sumsByPair.values().stream().mapToLong(Long::longValue).sum();
        return (int) Math.max(1, Math.min(sumsByPair.size(), 1 + sums / REDUCED_BYTES));
    }
}
