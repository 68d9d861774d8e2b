package io.drover.profile;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.profile.ColumnProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Guesses what nobody declared: columns that look like keys, and like references. */
public final class LikelyKeys {
    /** A column that points at the only column of another table's primary key, by its looks. */
    public record Reference(String column, TableName parent, String parentColumn) {}

    private LikelyKeys() {}

    /**
     * Columns without NULL that have as many different values as there are rows, within the error
     * of the estimate, and are not known to be unique.
     */
    public static List<String> candidates(TableInfo table, List<ColumnProfile> columns, long rows) {
        List<String> candidates = new ArrayList<>();
        for (ColumnProfile column : columns) {
            boolean likely = rows > 1 && column.nulls() == 0 && column.distinct().high() >= rows;
            if (likely && comparable(table, column.name()) && !isUnique(table, column.name())) {
                candidates.add(column.name());
            }
        }
        return candidates;
    }

    private static boolean comparable(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .map(column -> ValueFamily.of(column.shape()))
                .noneMatch(family -> family == ValueFamily.OTHER || family == ValueFamily.BINARY);
    }

    /** Whether the server vouches for it. */
    public static boolean isUnique(TableInfo table, String column) {
        return table.indexes().stream()
                .anyMatch(
                        index ->
                                index.unique()
                                        && index.valid()
                                        && !index.partial()
                                        && index.keyColumns().equals(List.of(column)));
    }

    /**
     * References that no constraint declares: a column named as another table with {@code _id}
     * behind it, in the singular too, or as the column of its primary key; of the same type.
     *
     * @param declared columns that are part of a declared foreign key
     */
    public static List<Reference> references(
            Catalog catalog, TableInfo table, Set<String> declared) {
        List<Reference> found = new ArrayList<>();
        String own = key(table);
        for (ColumnInfo column : table.columns()) {
            if (declared.contains(column.name()) || column.name().equals(own)) {
                continue;
            }
            catalog.tables().stream()
                    .filter(parent -> parent.partitionOf() == null)
                    .filter(parent -> !parent.name().equals(table.name()))
                    .filter(parent -> pointsAt(column, parent))
                    .findFirst()
                    .ifPresent(
                            parent ->
                                    found.add(
                                            new Reference(
                                                    column.name(), parent.name(), key(parent))));
        }
        return found;
    }

    private static boolean pointsAt(ColumnInfo column, TableInfo parent) {
        String key = key(parent);
        if (key == null) {
            return false;
        }
        boolean sameType =
                parent.columns().stream()
                        .anyMatch(
                                each ->
                                        each.name().equals(key)
                                                && each.shape()
                                                        .baseName()
                                                        .equals(column.shape().baseName()));
        String name = column.name().toLowerCase(Locale.ROOT);
        String table = parent.name().name().toLowerCase(Locale.ROOT);
        boolean named =
                name.equals(table + "_id")
                        || name.equals(singular(table) + "_id")
                        || (column.name().equals(key) && !name.equals("id"));
        return sameType && named;
    }

    private static String singular(String table) {
        if (table.endsWith("ies")) {
            return table.substring(0, table.length() - 3) + "y";
        }
        return table.endsWith("s") ? table.substring(0, table.length() - 1) : table;
    }

    private static @Nullable String key(TableInfo table) {
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .filter(constraint -> constraint.columns().size() == 1)
                .map(constraint -> constraint.columns().get(0))
                .findFirst()
                .orElse(null);
    }
}
