package io.drover.reconcile;

import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.rules.Fate;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.util.LongAccumulator;

/**
 * Rows that come as whole forms, in the place of a side's own rows over the wire: their digests by
 * bucket, and their marks where buckets differ. Where an engine's server can make the digests, and
 * gets them right, it does. A table whose rows cannot be made fails alone.
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

    /**
     * {@code byServer}: what a server digests, null where tasks do; {@code reason}: why it or they
     * do, where there is any choice.
     */
    private record Made(RowForms rows, Why why, @Nullable AuditedRows byServer, String reason) {
        static Made expected(RowForms rows) {
            return new Made(rows, Why.EXPECTED, null, "");
        }

        static Made audited(AuditedRows rows, AuditedPlaces.Choice choice) {
            return new Made(
                    rows,
                    Why.AUDITED,
                    choice.by() == AuditedPlaces.Choice.By.SERVER ? rows : null,
                    choice.reason());
        }

        Made byTasks(String because) {
            return new Made(rows, why, null, because);
        }
    }

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
     * @param places where the digests of these are made
     */
    static FormedRows of(
            List<TablePair> pairs,
            Map<Integer, RowForms> expected,
            Map<Side, AuditedSide> audited,
            AuditedPlaces places) {
        FormedRows formed = new FormedRows();
        audited.forEach(
                (side, engine) -> {
                    Map<Integer, AuditedRows> rows = new TreeMap<>();
                    for (int pair = 0; pair < pairs.size(); pair++) {
                        if (side == Side.TARGET || !expected.containsKey(pair)) {
                            rows.put(pair, engine.rows(pairs.get(pair)));
                        }
                    }
                    places.choose(rows)
                            .forEach(
                                    (pair, choice) ->
                                            formed.put(
                                                    pair,
                                                    side,
                                                    Made.audited(rows.get(pair), choice)));
                });
        expected.forEach((pair, rows) -> formed.put(pair, Side.SOURCE, Made.expected(rows)));
        return formed;
    }

    private void put(int pair, Side side, Made made) {
        byPair.computeIfAbsent(pair, none -> new EnumMap<>(Side.class)).put(side, made);
    }

    /** Those of which a side's rows come as forms. */
    Set<Integer> pairs() {
        return new TreeSet<>(byPair.keySet());
    }

    boolean has(int pair, Side side) {
        return byPair.getOrDefault(pair, Map.of()).containsKey(side);
    }

    /** The pairs, spread over buckets as every side of each can spread them. */
    List<TablePair> spread(List<TablePair> pairs) {
        return IntStream.range(0, pairs.size())
                .mapToObj(
                        pair -> anyByServer(pair) ? pairs.get(pair).spreadByRow() : pairs.get(pair))
                .toList();
    }

    private boolean anyByServer(int pair) {
        return byPair.getOrDefault(pair, Map.of()).values().stream()
                .anyMatch(made -> made.byServer() != null);
    }

    /** About how much a pair's rows take of which only digests were sent. */
    long unseenBytes(int pair) {
        return byPair.getOrDefault(pair, Map.of()).values().stream()
                .filter(made -> made.byServer() != null)
                .mapToLong(made -> made.byServer().estimatedBytes())
                .sum();
    }

    /** Leaves the digests of some pairs to tasks; those of which a server made any. */
    Set<Integer> leaveToTasks(Set<Integer> pairs, String because) {
        Set<Integer> left = new TreeSet<>();
        for (int pair : pairs) {
            if (anyByServer(pair)) {
                left.add(pair);
                byPair.get(pair)
                        .replaceAll(
                                (side, made) ->
                                        made.byServer() == null ? made : made.byTasks(because));
            }
        }
        return left;
    }

    /** Where the digests of an engine's rows were made. */
    void tell(int pair, AuditedSide engine, DigestPlaces places) {
        Made made = byPair.get(pair).get(engine.side());
        if (made.byServer() == null) {
            places.formed(pair, engine.side(), engine.byTasks(), made.reason());
        } else {
            places.byEngine(pair, engine.side(), engine.byServer(), made.reason());
        }
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
     * The sums of these pairs, as far as they have any, both sides together; a failure is among
     * them.
     *
     * @param buckets of each pair
     */
    Map<Integer, Sums> sums(
            Set<Integer> wanted,
            List<TablePair> pairs,
            int[] buckets,
            LongAccumulator rows,
            LongAccumulator bytes) {
        Map<Integer, Sums> all = new TreeMap<>();
        for (int pair : wanted) {
            for (Map.Entry<Side, Made> side : byPair.getOrDefault(pair, Map.of()).entrySet()) {
                DigestForms digest =
                        new DigestForms(pairs.get(pair), side.getKey(), buckets[pair], rows, bytes);
                Sums sums = sums(side, digest, rows);
                all.merge(pair, sums, Sums::plus);
            }
        }
        return all;
    }

    /** By the server as far as it goes; what it refuses is left to tasks from then on. */
    private static Sums sums(Map.Entry<Side, Made> side, DigestForms digest, LongAccumulator rows) {
        Made made = side.getValue();
        if (made.byServer() != null) {
            Sums sums = byServer(made.byServer(), digest, rows);
            String refusal = sums.sums().refusals().get(side.getKey());
            if (refusal == null) {
                return sums;
            }
            side.setValue(made.byTasks(refusal));
        }
        return sums(made, digest);
    }

    /** A refusal is among them. */
    private static Sums byServer(AuditedRows rows, DigestForms digest, LongAccumulator read) {
        try {
            return rows.digests(digest.buckets())
                    .mapPartitions(
                            new SumDigests(digest.table(), digest.side(), digest.buckets(), read))
                    .treeReduce(new Plus(), DEPTH);
        } catch (Exception failure) {
            Sums refused = new Sums(digest.buckets());
            refused.sums.refuse(
                    digest.side(), reason(failure, "the server's digests did not come"));
            return refused;
        }
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
    static String reason(Throwable failure, String what) {
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
