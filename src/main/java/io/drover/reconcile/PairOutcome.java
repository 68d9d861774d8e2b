package io.drover.reconcile;

import io.drover.canonical.WireDigest;
import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.model.WireForm;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What comparing the rows of a pair came to.
 *
 * @param rows how many rows differ, by kind
 * @param found how many differences there are
 * @param kept how many of them differences went to the sink
 * @param namingFailure why the rows that differ could not be named, or null
 */
record PairOutcome(
        TablePair pair,
        PairComparison comparison,
        Map<Difference.Kind, Long> rows,
        long found,
        long kept,
        List<Difference> shown,
        @Nullable String namingFailure) {
    /** The verdict on the whole table. */
    TableVerdict verdict(LevelVerdict schema) {
        LevelVerdict counts = counts();
        LevelVerdict digests = digests();
        return new TableVerdict(
                pair.number(),
                pair.source(),
                pair.target(),
                schema.verdict().and(counts.verdict()).and(digests.verdict()),
                equality(),
                "in Spark tasks, from the wire",
                List.of(),
                List.of(schema, counts, digests),
                comparison.source(),
                comparison.target(),
                rows(Difference.Kind.MISSING),
                rows(Difference.Kind.EXTRA),
                rows(Difference.Kind.CHANGED),
                rows(Difference.Kind.DUPLICATED),
                List.of(),
                shown,
                Duration.ofNanos(comparison.nanos()));
    }

    private String equality() {
        String wire = WireDigest.equality(WireForm.BINARY);
        return pair.comparedByForm().isEmpty()
                ? wire
                : wire + "; by a common form: " + String.join(", ", pair.comparedByForm());
    }

    private LevelVerdict counts() {
        if (comparison.failure() != null) {
            return new LevelVerdict(Level.COUNTS, Verdict.NOT_PROVEN, comparison.failure());
        }
        long source = comparison.source().rows();
        long target = comparison.target().rows();
        return source == target
                ? new LevelVerdict(Level.COUNTS, Verdict.EQUAL, source + " rows on both sides")
                : new LevelVerdict(
                        Level.COUNTS,
                        Verdict.DIFFERENT,
                        "%d rows in the source, %d in the target".formatted(source, target));
    }

    private LevelVerdict digests() {
        if (comparison.failure() != null) {
            return new LevelVerdict(Level.DIGESTS, Verdict.NOT_PROVEN, comparison.failure());
        }
        String without =
                pair.notCompared().isEmpty()
                        ? ""
                        : "; without columns that the target lacks: "
                                + String.join(", ", pair.notCompared());
        if (comparison.differing().isEmpty()) {
            return new LevelVerdict(
                    Level.DIGESTS,
                    Verdict.EQUAL,
                    "the digest %s of all rows is the same%s"
                            .formatted(comparison.source().hex(), without));
        }
        if (namingFailure != null) {
            return new LevelVerdict(
                    Level.DIGESTS,
                    Verdict.DIFFERENT,
                    "the digests differ; the rows could not be named: " + namingFailure + without);
        }
        if (contradictory()) {
            return new LevelVerdict(
                    Level.DIGESTS,
                    Verdict.NOT_PROVEN,
                    "the digests differ, and a second reading under the same snapshots found %s"
                                    .formatted(figures())
                            + ", which does not explain it");
        }
        return new LevelVerdict(Level.DIGESTS, Verdict.DIFFERENT, figures() + keptOf() + without);
    }

    /** Whether the rows that were named do not add up to the counts. */
    private boolean contradictory() {
        long more =
                rows(Difference.Kind.EXTRA)
                        + rows(Difference.Kind.DUPLICATED)
                        - rows(Difference.Kind.MISSING);
        return found == 0 || comparison.target().rows() - comparison.source().rows() != more;
    }

    private String figures() {
        return "%d rows missing, %d extra, %d changed, %d duplicated"
                .formatted(
                        rows(Difference.Kind.MISSING),
                        rows(Difference.Kind.EXTRA),
                        rows(Difference.Kind.CHANGED),
                        rows(Difference.Kind.DUPLICATED));
    }

    private String keptOf() {
        return kept == found
                ? ""
                : "; %d of %d differences are kept (reconcile.max-differences)"
                        .formatted(kept, found);
    }

    long rows(Difference.Kind kind) {
        return rows.getOrDefault(kind, 0L);
    }
}
