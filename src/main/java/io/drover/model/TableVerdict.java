package io.drover.model;

import java.time.Duration;
import java.util.List;

/**
 * What a reconciliation found out about one table.
 *
 * @param equality which equality was used, e.g. {@code canonical/sha256-128 v1}
 * @param computed where the digests were made and why, for people
 * @param notes each choice that makes the proof say less: columns left out, tolerances,
 *     conversions, rows that rules keep out
 * @param reasons the known reasons of changed rows, the most frequent first
 * @param shown the first differences, in key order; the rest is in the ledger
 */
public record TableVerdict(
        int tableNumber,
        TableName source,
        TableName target,
        Verdict verdict,
        String equality,
        String computed,
        List<String> notes,
        List<LevelVerdict> levels,
        SetDigest sourceDigest,
        SetDigest targetDigest,
        long missing,
        long extra,
        long changed,
        long duplicated,
        List<ReasonCount> reasons,
        List<Difference> shown,
        Duration took) {
    public TableVerdict {
        notes = List.copyOf(notes);
        levels = List.copyOf(levels);
        reasons = List.copyOf(reasons);
        shown = List.copyOf(shown);
    }

    public long differences() {
        return missing + extra + changed + duplicated;
    }

    /** The same with one more level, whose verdict counts. */
    public TableVerdict with(LevelVerdict level) {
        List<LevelVerdict> more = new java.util.ArrayList<>(levels);
        more.add(level);
        more.sort(java.util.Comparator.comparing(LevelVerdict::level));
        return new TableVerdict(
                tableNumber,
                source,
                target,
                verdict.and(level.verdict()),
                equality,
                computed,
                notes,
                more,
                sourceDigest,
                targetDigest,
                missing,
                extra,
                changed,
                duplicated,
                reasons,
                shown,
                took);
    }
}
