package io.drover.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
        List<LevelVerdict> more = new ArrayList<>(levels);
        more.add(level);
        more.sort(Comparator.comparing(LevelVerdict::level));
        return with(verdict.and(level.verdict()), notes, more);
    }

    /** The same without a level that was not asked for; its verdict must not have counted. */
    public TableVerdict without(LevelVerdict.Level level) {
        return with(verdict, notes, levels.stream().filter(one -> one.level() != level).toList());
    }

    /** The same with one more note. */
    public TableVerdict noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return with(verdict, more, levels);
    }

    /** The same, of which no level says that it is equal: it is not proven at best. */
    public TableVerdict unproven(String why) {
        return noting(why).with(verdict.and(Verdict.NOT_PROVEN));
    }

    private TableVerdict with(Verdict another) {
        return with(another, notes, levels);
    }

    private TableVerdict with(
            Verdict newVerdict, List<String> newNotes, List<LevelVerdict> newLevels) {
        return new TableVerdict(
                tableNumber,
                source,
                target,
                newVerdict,
                equality,
                computed,
                newNotes,
                newLevels,
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
