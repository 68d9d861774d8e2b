package io.drover.job.trial;

import io.drover.model.Nullable;
import io.drover.model.rules.Fate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What would become of some rows of a table. All values are texts, null where they are NULL.
 *
 * @param rules whether any rule looks at the rows; if not, they travel as they are and none is here
 * @param notes what the sample cannot show
 */
public record TableSample(
        String source, String target, boolean rules, List<Row> rows, List<String> notes) {
    public TableSample {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    public long count(Fate fate) {
        return rows.stream().filter(row -> row.fate() == fate).count();
    }

    /**
     * One row.
     *
     * @param place its ctid
     * @param because what left it out; empty for a row that is loaded or has violations
     * @param before the source row by its columns, masked ones as stars
     * @param after the target row by its columns; empty where none is loaded
     * @param changes the columns of the target that are not what they were
     */
    public record Row(
            String place,
            Fate fate,
            String because,
            Map<String, String> before,
            Map<String, String> after,
            List<Change> changes,
            List<Violation> violations) {
        public Row {
            before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
            after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
            changes = List.copyOf(changes);
            violations = List.copyOf(violations);
        }
    }

    /**
     * A column of the target whose value is not the source's.
     *
     * @param from the source columns that it is made of; none for one that is new
     * @param before their values, with " | " between; null for NULL
     * @param rules that modified the value, in their order
     */
    public record Change(
            String column,
            List<String> from,
            @Nullable String before,
            @Nullable String after,
            List<String> rules) {
        public Change {
            from = List.copyOf(from);
            rules = List.copyOf(rules);
        }
    }

    /** What a row is not loaded for. */
    public record Violation(String rule, String column, String message) {}
}
