package io.drover.engine;

import io.drover.model.PlanWarning;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells what of a table's definition a store has no place for, where it keeps columns and rows and
 * little else: a warning for each table, with names.
 */
public final class LeftBehind {
    private LeftBehind() {}

    /** Of a store that enforces NOT NULL. */
    public static List<PlanWarning> butNotNull(List<StoredTable> tables, String store) {
        return of(tables, store, List.of());
    }

    /** Of a store that enforces nothing. */
    public static List<PlanWarning> everything(List<StoredTable> tables, String store) {
        return of(tables, store, List.of("NOT NULL"));
    }

    private static List<PlanWarning> of(
            List<StoredTable> tables, String store, List<String> neither) {
        return tables.stream()
                .map(table -> of(table.definition(), store, neither))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<PlanWarning> of(TableInfo table, String store, List<String> neither) {
        List<String> left = new ArrayList<>();
        constraints(left, table, "primary key", ConstraintInfo.Kind.PRIMARY_KEY);
        constraints(left, table, "unique", ConstraintInfo.Kind.UNIQUE);
        constraints(left, table, "foreign keys", ConstraintInfo.Kind.FOREIGN_KEY);
        constraints(left, table, "checks", ConstraintInfo.Kind.CHECK);
        constraints(left, table, "exclusions", ConstraintInfo.Kind.EXCLUSION);
        List<String> keys = table.constraints().stream().map(ConstraintInfo::index).toList();
        name(
                left,
                "indexes",
                table.indexes().stream()
                        .map(IndexInfo::name)
                        .filter(index -> !keys.contains(index))
                        .toList());
        name(left, "defaults of", columns(table, column -> column.defaultExpression() != null));
        name(left, "identity of", columns(table, column -> column.identity() != null));
        name(left, "the expression of", columns(table, column -> column.generated() != null));
        if (!neither.isEmpty()) {
            name(left, neither.get(0) + " of", columns(table, ColumnInfo::notNull));
        }
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PlanWarning(
                                PlanWarning.Kind.NOT_CARRIED,
                                "table " + table.name(),
                                "stands without "
                                        + String.join("; ", left)
                                        + ": "
                                        + store
                                        + " has no place for them",
                                "the rows that were loaded obeyed them; whoever writes there later must see to it"));
    }

    private static void constraints(
            List<String> left, TableInfo table, String what, ConstraintInfo.Kind kind) {
        name(
                left,
                what,
                table.constraints().stream()
                        .filter(constraint -> constraint.kind() == kind)
                        .map(ConstraintInfo::name)
                        .toList());
    }

    private static List<String> columns(
            TableInfo table, java.util.function.Predicate<ColumnInfo> which) {
        return table.columns().stream().filter(which).map(ColumnInfo::name).toList();
    }

    private static void name(List<String> left, String what, List<String> names) {
        if (!names.isEmpty()) {
            left.add(what + " " + names.stream().collect(Collectors.joining(", ")));
        }
    }
}
