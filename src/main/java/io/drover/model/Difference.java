package io.drover.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A row that is not the same on both sides.
 *
 * @param key key columns and their text, in key order; the whole row where a table has no key
 * @param changedColumns the columns whose values differ, for {@link Kind#CHANGED}; else empty
 * @param sourceRow columns and their text (a null value is SQL's NULL), in column order; null where
 *     the source has no such row
 * @param targetRow likewise
 * @param reasons of changed columns, the known reason that alone explains the change, as {@code
 *     truncation at 50}; columns without one are absent
 * @param copies how many more rows the target has (extra, duplicated) or lacks (missing); 1 for
 *     changed
 */
public record Difference(
        Kind kind,
        Map<String, String> key,
        List<String> changedColumns,
        @Nullable Map<String, String> sourceRow,
        @Nullable Map<String, String> targetRow,
        Map<String, String> reasons,
        long copies)
        implements Serializable {
    /** A difference that no known reason explains. */
    public Difference(
            Kind kind,
            Map<String, String> key,
            List<String> changedColumns,
            @Nullable Map<String, String> sourceRow,
            @Nullable Map<String, String> targetRow,
            long copies) {
        this(kind, key, changedColumns, sourceRow, targetRow, Map.of(), copies);
    }

    /** How a row differs. */
    public enum Kind {
        /** In the source only. */
        MISSING,
        /** In the target only. */
        EXTRA,
        /** On both sides under one key, with other values. */
        CHANGED,
        /** In the target more often than in the source. */
        DUPLICATED
    }
}
