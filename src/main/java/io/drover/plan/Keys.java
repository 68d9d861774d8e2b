package io.drover.plan;

import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.TableSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the columns that identify a row. */
final class Keys {
    private Keys() {}

    /**
     * The spec's key; else the primary key; else the shortest unique index over columns that are
     * never NULL; else nothing.
     */
    static List<String> of(TableInfo table, @Nullable TableSpec settings) {
        if (settings != null && !settings.key().isEmpty()) {
            return settings.key();
        }
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .map(ConstraintInfo::columns)
                .findFirst()
                .orElseGet(() -> uniqueIndex(table));
    }

    private static List<String> uniqueIndex(TableInfo table) {
        Set<String> neverNull =
                table.columns().stream()
                        .filter(ColumnInfo::notNull)
                        .map(ColumnInfo::name)
                        .collect(Collectors.toSet());
        return uniqueIndexes(table).stream()
                .filter(neverNull::containsAll)
                .min(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    /** Columns of each unique index that binds every row at once. */
    static List<List<String>> uniqueIndexes(TableInfo table) {
        Set<String> deferrable =
                table.constraints().stream()
                        .filter(constraint -> constraint.definition().contains(" DEFERRABLE"))
                        .map(ConstraintInfo::name)
                        .collect(Collectors.toSet());
        return table.indexes().stream()
                .filter(index -> index.unique() && index.valid() && !index.partial())
                .filter(
                        index ->
                                index.constraint() == null
                                        || !deferrable.contains(index.constraint()))
                .map(IndexInfo::keyColumns)
                .filter(columns -> !columns.isEmpty())
                .toList();
    }
}
