package io.drover.spec.rules;

import io.drover.model.Nullable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a spec says of the rows of one table; {@link #NONE} where it says nothing.
 *
 * @param rename source column to target column, sorted by the source; a column that is only renamed
 *     still travels opaque
 * @param drop source columns that are not carried
 * @param columns in the order of the spec's text
 * @param filters Spark SQL over source columns: a row for which one is not true is left out and
 *     counted
 * @param flagColumn the boolean target column that says whether any rule with a flag was violated;
 *     null: none
 * @param logRows how many rows are logged one by one, source and target beside each other; 0: none
 */
public record TableRules(
        Map<String, String> rename,
        List<String> drop,
        List<ColumnRule> columns,
        List<FilterRule> filters,
        List<CheckRule> checks,
        @Nullable DeduplicateRule deduplicate,
        @Nullable String flagColumn,
        long logRows) {
    public static final TableRules NONE =
            new TableRules(Map.of(), List.of(), List.of(), List.of(), List.of(), null, null, 0);

    public TableRules {
        rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
        drop = List.copyOf(drop);
        columns = List.copyOf(columns);
        filters = List.copyOf(filters);
        checks = List.copyOf(checks);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** The same, with more columns renamed; what the spec itself says of a column stands. */
    public TableRules renaming(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(more);
        all.keySet().removeAll(drop);
        all.putAll(rename);
        return new TableRules(
                all, drop, columns, filters, checks, deduplicate, flagColumn, logRows);
    }

    /** Whether rows must be looked into, beyond columns renamed and left out. */
    public boolean touchesValues() {
        return !columns.isEmpty()
                || !filters.isEmpty()
                || !checks.isEmpty()
                || deduplicate != null
                || flagColumn != null
                || logRows > 0;
    }
}
