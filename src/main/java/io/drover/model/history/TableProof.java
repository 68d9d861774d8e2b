package io.drover.model.history;

import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.ReasonCount;
import io.drover.model.Verdict;
import java.util.List;

/**
 * The stored verdict on one table of a reconciliation.
 *
 * @param computed where the digests were made and why, for people; empty where none were
 * @param notes each choice that makes the proof say less
 * @param sourceRows null where it was not counted; so are targetRows and the digests
 * @param reasons the known reasons of changed rows, the most frequent first
 * @param shown the first differences in stored order; long values are cut and say so
 */
public record TableProof(
        int number,
        String source,
        String target,
        Verdict verdict,
        String equality,
        String computed,
        List<String> notes,
        List<LevelVerdict> levels,
        @Nullable Long sourceRows,
        @Nullable Long targetRows,
        @Nullable String sourceDigest,
        @Nullable String targetDigest,
        long missing,
        long extra,
        long changed,
        long duplicated,
        List<ReasonCount> reasons,
        double seconds,
        List<Difference> shown) {
    public TableProof {
        notes = List.copyOf(notes);
        levels = List.copyOf(levels);
        reasons = List.copyOf(reasons);
        shown = List.copyOf(shown);
    }

    public long differences() {
        return missing + extra + changed + duplicated;
    }

    /** The same with no more than so many differences shown. */
    public TableProof showing(int differences) {
        return new TableProof(
                number,
                source,
                target,
                verdict,
                equality,
                computed,
                notes,
                levels,
                sourceRows,
                targetRows,
                sourceDigest,
                targetDigest,
                missing,
                extra,
                changed,
                duplicated,
                reasons,
                seconds,
                shown.subList(0, Math.min(differences, shown.size())));
    }
}
