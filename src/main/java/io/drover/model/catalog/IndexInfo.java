package io.drover.model.catalog;

import io.drover.model.Nullable;
import java.util.List;

/**
 * An index, those behind constraints included.
 *
 * @param definition {@code pg_get_indexdef()}
 * @param keyColumns plain key columns in order; empty where one is an expression
 * @param partial whether it has a predicate
 * @param valid {@code indisvalid}
 * @param constraint the constraint that it enforces, else null
 * @param parentIndex for an index of a partition that belongs to its parent's: that one's name (in
 *     the parent's schema), else null
 */
public record IndexInfo(
        String name,
        String definition,
        List<String> keyColumns,
        boolean unique,
        boolean partial,
        boolean valid,
        boolean clustered,
        @Nullable String constraint,
        @Nullable String parentIndex,
        @Nullable String comment) {
    public IndexInfo {
        keyColumns = List.copyOf(keyColumns);
    }
}
