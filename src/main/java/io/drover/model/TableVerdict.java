package io.drover.model;

import java.time.Duration;
import java.util.List;

/**
 * What a reconciliation found out about one table.
 *
 * @param equality which equality was used, e.g. {@code wire-binary/sha256-128 v1}
 * @param shown the first differences, in key order; the rest is in the ledger
 */
public record TableVerdict(
        int tableNumber,
        TableName source,
        TableName target,
        Verdict verdict,
        String equality,
        List<LevelVerdict> levels,
        SetDigest sourceDigest,
        SetDigest targetDigest,
        long missing,
        long extra,
        long changed,
        long duplicated,
        List<Difference> shown,
        Duration took) {
    public TableVerdict {
        levels = List.copyOf(levels);
        shown = List.copyOf(shown);
    }

    public long differences() {
        return missing + extra + changed + duplicated;
    }
}
