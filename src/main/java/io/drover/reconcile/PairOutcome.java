package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What comparing the rows of a pair came to.
 *
 * @param computed where the digests were made and why
 * @param named what differs, row by row; an empty tally where no digest does
 * @param namingFailure why the rows that differ could not be named, or null
 * @param expected how the rows that should be there were made of the source's; null: they are the
 *     source's own
 */
record PairOutcome(
        TablePair pair,
        PairComparison comparison,
        String computed,
        PairTally named,
        @Nullable String namingFailure,
        @Nullable String expected) {
    /** The verdict on the whole table. */
    TableVerdict verdict(LevelVerdict schema) {
        LevelVerdict counts = counts();
        LevelVerdict digests = digests();
        return new TableVerdict(
                pair.number(),
                pair.source(),
                pair.target(),
                schema.verdict().and(counts.verdict()).and(digests.verdict()),
                CanonicalDigest.EQUALITY,
                computed,
                notes(),
                List.of(schema, counts, digests),
                comparison.source(),
                comparison.target(),
                rows(Difference.Kind.MISSING),
                rows(Difference.Kind.EXTRA),
                rows(Difference.Kind.CHANGED),
                rows(Difference.Kind.DUPLICATED),
                named.reasons(),
                named.shown(),
                Duration.ofNanos(comparison.nanos()));
    }

    private LevelVerdict counts() {
        if (comparison.failure() != null) {
            return new LevelVerdict(Level.COUNTS, Verdict.NOT_PROVEN, comparison.failure());
        }
        long source = comparison.source().rows();
        long target = comparison.target().rows();
        if (expected != null) {
            return source == target
                    ? new LevelVerdict(
                            Level.COUNTS, Verdict.EQUAL, target + " rows, as expected: " + expected)
                    : new LevelVerdict(
                            Level.COUNTS,
                            Verdict.DIFFERENT,
                            "%d rows in the target, expected are %s".formatted(target, expected));
        }
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
            return equal(
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
        if (named.found() == 0) {
            return equal("every row is the same within the tolerances" + without);
        }
        return new LevelVerdict(
                Level.DIGESTS, Verdict.DIFFERENT, figures() + repeatedKeys() + keptOf() + without);
    }

    /** Equal in what was compared: no proof where a column could not be. */
    private LevelVerdict equal(String detail) {
        List<String> withoutForm = pair.aside().withoutForm();
        return withoutForm.isEmpty()
                ? new LevelVerdict(Level.DIGESTS, Verdict.EQUAL, detail)
                : new LevelVerdict(
                        Level.DIGESTS,
                        Verdict.NOT_PROVEN,
                        "%s; but not compared were columns whose types have no form in common: %s"
                                .formatted(detail, String.join(", ", withoutForm)));
    }

    /** Whether the rows that were named do not add up to the counts. */
    private boolean contradictory() {
        return contradictory(comparison, named);
    }

    /** The same of a pair whose outcome is not settled. */
    static boolean contradictory(PairComparison comparison, PairTally named) {
        Map<Difference.Kind, Long> rows = named.rows();
        long more =
                rows.getOrDefault(Difference.Kind.EXTRA, 0L)
                        + rows.getOrDefault(Difference.Kind.DUPLICATED, 0L)
                        - rows.getOrDefault(Difference.Kind.MISSING, 0L);
        return (named.found() == 0 && named.tolerated().isEmpty())
                || named.seen() != comparison.differingRows()
                || comparison.target().rows() - comparison.source().rows() != more;
    }

    private String figures() {
        long missing = rows(Difference.Kind.MISSING);
        return "%d %s missing, %d extra, %d changed, %d duplicated"
                .formatted(
                        missing,
                        missing == 1 ? "row" : "rows",
                        rows(Difference.Kind.EXTRA),
                        rows(Difference.Kind.CHANGED),
                        rows(Difference.Kind.DUPLICATED));
    }

    private String repeatedKeys() {
        RepeatedKeys.Said keys = named.repeated();
        if (keys.source() == 0 && keys.target() == 0) {
            return "";
        }
        String names =
                pair.columns().subList(0, pair.keyColumns()).stream()
                        .map(ComparedColumn::name)
                        .collect(Collectors.joining(", "));
        List<String> sides = new ArrayList<>();
        if (keys.source() > 0) {
            sides.add("in the source: " + keys(keys.source()));
        }
        if (keys.target() > 0) {
            sides.add("in the target: " + keys(keys.target()));
        }
        return "; the key (%s) is not unique %s that several rows have, as %s"
                .formatted(names, String.join(" and ", sides), keys.example());
    }

    private static String keys(long count) {
        return count + (count == 1 ? " key" : " keys");
    }

    private String keptOf() {
        return named.kept() == named.found()
                ? ""
                : "; %d of %d differences are kept (reconcile.max-differences)"
                        .formatted(named.kept(), named.found());
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (expected != null) {
            notes.add(
                    "compared with what the rules make of the source, computed anew: " + expected);
        }
        notes.addAll(pair.notes());
        if (comparison.partsTakenOver() > 0) {
            notes.add(
                    "read by a reconciliation that did not come to its end, and shown unchanged since: parts of the table, %d"
                            .formatted(comparison.partsTakenOver()));
        }
        new TreeMap<>(pair.tolerances())
                .forEach(
                        (column, tolerance) ->
                                notes.add(
                                        "column %s is compared on a grid of its tolerance %s; %d rows lie in two cells and within it"
                                                .formatted(
                                                        column,
                                                        tolerance.toPlainString(),
                                                        named.tolerated()
                                                                .getOrDefault(column, 0L))));
        return notes;
    }

    long rows(Difference.Kind kind) {
        return named.rows().getOrDefault(kind, 0L);
    }
}
