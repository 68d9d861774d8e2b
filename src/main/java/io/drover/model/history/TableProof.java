package io.drover.model.history;

import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import java.util.List;

/**
 * The stored verdict on one table of a reconciliation.
 *
 * @param sourceRows null where it was not counted; so are targetRows and the digests
 * @param shown the first differences in stored order; long values are cut and say so
 */
public record TableProof(
        int number,
        String source,
        String target,
        Verdict verdict,
        String equality,
        List<LevelVerdict> levels,
        @Nullable Long sourceRows,
        @Nullable Long targetRows,
        @Nullable String sourceDigest,
        @Nullable String targetDigest,
        long missing,
        long extra,
        long changed,
        long duplicated,
        double seconds,
        List<Difference> shown) {
    public TableProof {
        levels = List.copyOf(levels);
        shown = List.copyOf(shown);
    }

    public long differences() {
        return missing + extra + changed + duplicated;
    }
}
