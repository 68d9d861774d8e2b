package io.drover.spec;

import io.drover.model.LevelVerdict.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a migration is proven.
 *
 * @param shownDifferences how many differences of a table are printed and put in the report; all
 *     are kept in the ledger up to {@code maxDifferences}
 * @param maxDifferences how many differences of a table are kept in the ledger; more are counted
 * @param levels what is proven, besides {@code QUERIES}, which are proven where there are any
 * @param digest where row digests are made
 * @param sampleRows of each table, for the level {@code SAMPLE}
 * @param sampleSeed which rows these are
 * @param patience how long {@code --live} looks again at rows that differ
 * @param queries what both sides are asked
 * @param named those of the levels that the spec itself writes: what cannot be said of them is a
 *     lack, and no mere note
 */
public record ReconcileSpec(
        int shownDifferences,
        long maxDifferences,
        Set<Level> levels,
        DigestPlace digest,
        long sampleRows,
        long sampleSeed,
        Duration patience,
        List<QuerySpec> queries,
        Set<Level> named) {
    /** The levels that are proven unless the spec says otherwise. */
    public static final Set<Level> DEFAULT_LEVELS =
            Set.of(
                    Level.SCHEMA,
                    Level.SEQUENCES,
                    Level.BALANCE,
                    Level.COUNTS,
                    Level.DIGESTS,
                    Level.REFERENCES);

    public ReconcileSpec {
        // In the order of a report, which Set.copyOf would not keep.
        levels = Collections.unmodifiableSet(new TreeSet<>(levels));
        queries = List.copyOf(queries);
        named = Collections.unmodifiableSet(new TreeSet<>(named));
    }

    /** The same, none of whose levels the spec writes. */
    public ReconcileSpec(
            int shownDifferences,
            long maxDifferences,
            Set<Level> levels,
            DigestPlace digest,
            long sampleRows,
            long sampleSeed,
            Duration patience,
            List<QuerySpec> queries) {
        this(
                shownDifferences,
                maxDifferences,
                levels,
                digest,
                sampleRows,
                sampleSeed,
                patience,
                queries,
                Set.of());
    }

    /** The defaults, but for how much of what differs is shown and kept. */
    public ReconcileSpec(int shownDifferences, long maxDifferences) {
        this(
                shownDifferences,
                maxDifferences,
                DEFAULT_LEVELS,
                DigestPlace.AUTO,
                100,
                1,
                Duration.ofSeconds(60),
                List.of());
    }

    /** The same, with so many differences shown and kept, where they are fewer otherwise. */
    public ReconcileSpec showing(int differences) {
        return new ReconcileSpec(
                Math.max(shownDifferences, differences),
                Math.max(maxDifferences, differences),
                levels,
                digest,
                sampleRows,
                sampleSeed,
                patience,
                queries,
                named);
    }

    /** Where row digests are made. */
    public enum DigestPlace {
        /** Where it is cheaper, by a measurement before the comparison. */
        AUTO,
        /** By the servers, in SQL; a table that this cannot be done for is read by tasks. */
        SERVER,
        /** In Spark tasks, from the wire. */
        TASKS
    }

    /**
     * A question whose answers must agree.
     *
     * @param source SQL for the source
     * @param target SQL for the target
     * @param tolerance by how much two numbers may be apart, as a plain decimal
     */
    public record QuerySpec(
            String name, String source, String target, java.math.BigDecimal tolerance) {}
}
