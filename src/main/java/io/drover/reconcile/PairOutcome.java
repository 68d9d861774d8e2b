package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import java.util.List;
import java.util.Map;

/**
 * What comparing the rows of a pair came to.
 *
 * @param rows how many rows differ, by kind
 * @param kept how many differences went to the sink
 * @param namingFailure why the rows that differ could not be named, or null
 */
record PairOutcome(
        TablePair pair,
        PairComparison comparison,
        Map<Difference.Kind, Long> rows,
        long kept,
        List<Difference> shown,
        @Nullable String namingFailure) {
    long rows(Difference.Kind kind) {
        return rows.getOrDefault(kind, 0L);
    }
}
