package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.rules.Fate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Expected rows in the place of a source: their digests by bucket, and their marks where buckets
 * differ. A table whose rows cannot be made fails alone.
 *
 * @param byPair by the pair's position in its batch
 */
record FormedRows(Map<Integer, ExpectedRows> byPair) {
    private static final int DEPTH = 2;

    /** What the rows of a pair came to: its sums, and how many rows have each fate. */
    static final class Sums implements Serializable {
        private static final long serialVersionUID = 1L;

        private final PairSums sums;
        private final long[] fates = new long[Fate.values().length];

        Sums(int buckets) {
            this.sums = new PairSums(buckets);
        }

        PairSums sums() {
            return sums;
        }

        /** How the rows of the source came to those that are expected. */
        String account() {
            long read = Arrays.stream(fates).sum();
            List<String> others = new ArrayList<>();
            add(others, Fate.FILTERED, "left out by filters");
            add(others, Fate.DEDUPLICATED, "duplicates");
            add(others, Fate.QUARANTINED, "set aside by rules");
            return "%d of %d rows of the source".formatted(fates[Fate.LOADED.code()], read)
                    + (others.isEmpty() ? "" : ", without " + String.join(", ", others));
        }

        private void add(List<String> words, Fate fate, String what) {
            if (fates[fate.code()] > 0) {
                words.add(fates[fate.code()] + " " + what);
            }
        }

        private Sums plus(Sums other) {
            sums.merge(other.sums);
            for (int fate = 0; fate < fates.length; fate++) {
                fates[fate] += other.fates[fate];
            }
            return this;
        }
    }

    static final FormedRows NONE = new FormedRows(Map.of());

    boolean has(int pair) {
        return byPair.containsKey(pair);
    }

    /** The items of rows that are read, and not made. */
    List<ScanItem> without(List<ScanItem> items) {
        return items.stream()
                .filter(item -> item.side() == Side.TARGET || !has(item.pair()))
                .toList();
    }

    /** The sums of the pairs that are among the items, as those who read rows have them. */
    static JavaPairRDD<Integer, PairSums> sums(
            JavaSparkContext spark, List<ScanItem> items, Map<Integer, Sums> expected) {
        Set<Integer> read = items.stream().map(ScanItem::pair).collect(Collectors.toSet());
        List<Tuple2<Integer, PairSums>> sums = new ArrayList<>();
        expected.forEach(
                (pair, each) -> {
                    if (read.contains(pair)) {
                        sums.add(new Tuple2<>(pair, each.sums()));
                    }
                });
        return spark.parallelizePairs(sums, Math.max(1, sums.size()));
    }

    /** The sums of every pair that has expected rows; a failure is among them. */
    Map<Integer, Sums> sums(List<TablePair> pairs, List<ScanItem> items) {
        Map<Integer, Sums> all = new TreeMap<>();
        for (ScanItem item : items) {
            ExpectedRows rows = byPair.get(item.pair());
            if (rows != null && !all.containsKey(item.pair())) {
                all.put(item.pair(), sums(rows, pairs.get(item.pair()), item.buckets()));
            }
        }
        return all;
    }

    private static Sums sums(ExpectedRows rows, TablePair pair, int buckets) {
        try {
            return rows.forms()
                    .mapPartitions(new Digest(pair, buckets))
                    .treeReduce(new Plus(), DEPTH);
        } catch (Exception failure) {
            Sums failed = new Sums(buckets);
            failed.sums.fail("the rows that should be there: " + reason(failure));
            return failed;
        }
    }

    /** Without the values that Spark puts into its messages. */
    private static String reason(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException || cause instanceof IllegalStateException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof SparkThrowable spark && spark.getErrorClass() != null) {
                said = spark.getErrorClass();
            } else if (!(cause instanceof SparkException)) {
                said = cause.getClass().getSimpleName();
            }
        }
        return "a rule could not be done to a row (" + said + ")";
    }

    /** The marks of a pair's rows in the buckets that differ. */
    JavaPairRDD<byte[], byte[]> marks(int pair, TablePair tables, BitSet differing, int buckets) {
        return byPair.get(pair)
                .forms()
                .mapPartitionsToPair(new Mark(pair, tables, differing, buckets));
    }

    private static final class Plus implements Function2<Sums, Sums, Sums> {
        private static final long serialVersionUID = 1L;

        @Override
        public Sums call(Sums one, Sums other) {
            return one.plus(other);
        }
    }

    private static boolean isRow(byte[] form) {
        return form.length > 1;
    }

    private static final class Digest implements FlatMapFunction<Iterator<byte[]>, Sums> {
        private static final long serialVersionUID = 1L;

        private final TablePair tables;
        private final int buckets;

        Digest(TablePair tables, int buckets) {
            this.tables = tables;
            this.buckets = buckets;
        }

        @Override
        public Iterator<Sums> call(Iterator<byte[]> forms) {
            long start = System.nanoTime();
            Sums all = new Sums(buckets);
            long[] sums = all.sums.side(Side.SOURCE);
            int keys = tables.keyColumns();
            RowForm form = new RowForm(tables.columns().size());
            ToleranceGrid grid = new ToleranceGrid(tables);
            CanonicalDigest digest = new CanonicalDigest();
            long bytes = 0;
            while (forms.hasNext()) {
                byte[] next = forms.next();
                if (!isRow(next)) {
                    all.fates[next[0]]++;
                    continue;
                }
                form.load(next, 0, next.length);
                digest.digest(grid.of(form));
                long spread = keys == 0 ? digest.high() : KeyHash.of(form, keys);
                PairSums.add(sums, KeyHash.bucket(spread, buckets), digest.high(), digest.low());
                all.fates[Fate.LOADED.code()]++;
                bytes += next.length;
            }
            all.sums.addRead(bytes, System.nanoTime() - start);
            return List.of(all).iterator();
        }
    }

    private static final class Mark
            implements PairFlatMapFunction<Iterator<byte[]>, byte[], byte[]> {
        private static final long serialVersionUID = 1L;

        private static final byte[] NOTHING = {};

        private final int pair;
        private final TablePair tables;
        private final BitSet differing;
        private final int buckets;

        Mark(int pair, TablePair tables, BitSet differing, int buckets) {
            this.pair = pair;
            this.tables = tables;
            this.differing = differing;
            this.buckets = buckets;
        }

        @Override
        public Iterator<Tuple2<byte[], byte[]>> call(Iterator<byte[]> forms) {
            RowForm form = new RowForm(tables.columns().size());
            CutForm cut = new CutForm(tables.columns().size());
            ToleranceGrid grid = new ToleranceGrid(tables);
            CanonicalDigest digest = new CanonicalDigest();
            CanonicalDigest keyDigest = new CanonicalDigest();
            Iterable<byte[]> all = () -> forms;
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(FormedRows::isRow)
                    .map(next -> mark(next, form, grid, cut, digest, keyDigest))
                    .filter(Objects::nonNull)
                    .map(mark -> new Tuple2<>(mark, NOTHING))
                    .iterator();
        }

        /** The row's mark, or null where its bucket is equal on both sides. */
        private byte @Nullable [] mark(
                byte[] row,
                RowForm form,
                ToleranceGrid grid,
                CutForm cut,
                CanonicalDigest digest,
                CanonicalDigest keyDigest) {
            int keys = tables.keyColumns();
            form.load(row, 0, row.length);
            digest.digest(grid.of(form));
            long spread = keys == 0 ? digest.high() : KeyHash.of(form, keys);
            if (!differing.get(KeyHash.bucket(spread, buckets))) {
                return null;
            }
            CanonicalDigest key = digest;
            if (keys > 0) {
                keyDigest.digestFirst(form, keys);
                key = keyDigest;
            }
            return RowMark.bytes(
                    pair,
                    key.high(),
                    key.low(),
                    digest.high(),
                    digest.low(),
                    Side.SOURCE,
                    cut.of(form));
        }
    }
}
