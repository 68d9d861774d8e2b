package io.drover.model.history;

import io.drover.model.Nullable;
import java.time.Instant;
import java.util.List;

/**
 * A row that was set aside. Columns that the spec masks are in none of its parts.
 *
 * @param key the source's key columns as a JSON object; null where the table has none, or the row
 *     was kept as bytes only
 * @param row the source's row as a JSON object; null likewise
 * @param wireRow hexadecimal digits of the bytes that the target refused; null where row is not
 * @param violations in the order of the rules; empty for a row that the target refused
 * @param violationsJson the same as a JSON array
 * @param settledAt when a retry found what became of it; null while it is held
 */
public record QuarantinedRow(
        long id,
        String source,
        int chunk,
        long runId,
        boolean committed,
        String state,
        Instant setAsideAt,
        @Nullable Instant settledAt,
        String reasonState,
        String reason,
        @Nullable String key,
        @Nullable String row,
        @Nullable String wireForm,
        @Nullable String wireRow,
        List<Violation> violations,
        String violationsJson) {
    public QuarantinedRow {
        violations = List.copyOf(violations);
    }

    /**
     * One violation.
     *
     * @param description what the rule asks for; null where the load does not have the rule
     */
    public record Violation(
            int step, String rule, String column, String message, @Nullable String description) {}
}
