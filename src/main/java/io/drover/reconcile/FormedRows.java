package io.drover.reconcile;

import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.rules.Fate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.util.LongAccumulator;

/**
 * Rows that come as whole forms, in the place of a side's own rows over the wire: their digests by
 * bucket, and their marks where buckets differ. A table whose rows cannot be made fails alone.
 *
 * <p>Not thread-safe; on the driver.
 */
final class FormedRows {
    private static final int DEPTH = 2;

    private final Map<Integer, Map<Side, Made>> byPair = new TreeMap<>();

    /** Why rows come as forms. */
    private enum Why {
        /** They are those that should be there. */
        EXPECTED,
        /** Their engine sends nothing else. */
        AUDITED
    }

    private record Made(RowForms rows, Why why) {}

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

        void count(int fate) {
            fates[fate]++;
        }

        /** How the rows of the source came to those that are expected. */
        private String account() {
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

    /**
     * The forms of one comparison.
     *
     * @param expected rows of the source's side, by the position of the pair
     * @param audited the sides that are engines
     */
    static FormedRows of(
            List<TablePair> pairs,
            Map<Integer, RowForms> expected,
            Map<Side, AuditedSide> audited) {
        FormedRows formed = new FormedRows();
        for (int pair = 0; pair < pairs.size(); pair++) {
            Map<Side, Made> sides = new EnumMap<>(Side.class);
            TablePair tables = pairs.get(pair);
            audited.forEach(
                    (side, engine) -> sides.put(side, new Made(engine.rows(tables), Why.AUDITED)));
            if (expected.containsKey(pair)) {
                sides.put(Side.SOURCE, new Made(expected.get(pair), Why.EXPECTED));
            }
            if (!sides.isEmpty()) {
                formed.byPair.put(pair, sides);
            }
        }
        return formed;
    }

    boolean has(int pair, Side side) {
        return byPair.getOrDefault(pair, Map.of()).containsKey(side);
    }

    boolean isExpected(int pair) {
        return has(pair, Side.SOURCE) && byPair.get(pair).get(Side.SOURCE).why() == Why.EXPECTED;
    }

    /** The items of rows that are read over the wire. */
    List<ScanItem> without(List<ScanItem> items) {
        return items.stream().filter(item -> !has(item.pair(), item.side())).toList();
    }

    /** How the expected rows of each pair came to be, where they are expected. */
    Map<Integer, String> accounts(Map<Integer, Sums> sums) {
        Map<Integer, String> accounts = new TreeMap<>();
        sums.forEach(
                (pair, each) -> {
                    if (isExpected(pair)) {
                        accounts.put(pair, each.account());
                    }
                });
        return accounts;
    }

    /**
     * The sums of every pair that has any, both sides together; a failure is among them.
     *
     * @param buckets of each pair
     */
    Map<Integer, Sums> sums(
            List<TablePair> pairs, int[] buckets, LongAccumulator rows, LongAccumulator bytes) {
        Map<Integer, Sums> all = new TreeMap<>();
        byPair.forEach(
                (pair, sides) ->
                        sides.forEach(
                                (side, made) -> {
                                    DigestForms digest =
                                            new DigestForms(
                                                    pairs.get(pair),
                                                    side,
                                                    buckets[pair],
                                                    rows,
                                                    bytes);
                                    all.merge(pair, sums(made, digest), Sums::plus);
                                }));
        return all;
    }

    private static Sums sums(Made made, DigestForms digest) {
        try {
            Sums sums = made.rows().forms().mapPartitions(digest).treeReduce(new Plus(), DEPTH);
            if (made.why() == Why.AUDITED) {
                Arrays.fill(sums.fates, 0);
            }
            return sums;
        } catch (Exception failure) {
            Sums failed = new Sums(digest.buckets());
            failed.sums.fail(
                    made.why() == Why.EXPECTED
                            ? "the rows that should be there: "
                                    + reason(failure, "a rule could not be done to a row")
                            : "%s %s: %s"
                                    .formatted(
                                            digest.side(),
                                            digest.table(),
                                            reason(failure, "its auditor failed at a row")));
            return failed;
        }
    }

    /** Without the values that Spark puts into its messages. */
    private static String reason(Throwable failure, String what) {
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
        return what + " (" + said + ")";
    }

    /** The marks of a pair's rows in the buckets that differ, of each side that has forms. */
    List<JavaPairRDD<byte[], byte[]>> marks(
            int pair, TablePair tables, BitSet differing, int buckets) {
        List<JavaPairRDD<byte[], byte[]>> marks = new ArrayList<>();
        byPair.getOrDefault(pair, Map.of())
                .forEach(
                        (side, made) ->
                                marks.add(
                                        made.rows()
                                                .forms()
                                                .mapPartitionsToPair(
                                                        new MarkForms(
                                                                pair, tables, side, differing,
                                                                buckets))));
        return marks;
    }

    private static final class Plus implements Function2<Sums, Sums, Sums> {
        private static final long serialVersionUID = 1L;

        @Override
        public Sums call(Sums one, Sums other) {
            return one.plus(other);
        }
    }

    /** Whether it is no fate. */
    static boolean isRow(byte[] form) {
        return form.length > 1;
    }
}
