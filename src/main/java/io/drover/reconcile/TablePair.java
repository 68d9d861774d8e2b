package io.drover.reconcile;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table of the source and the one that should hold its rows, with what is compared of them.
 *
 * <p>Runs on: driver and executors.
 *
 * @param number of the table's plan
 * @param columns the key's first, in key order, then the others in the source's order
 * @param keyColumns how many of them are the key; 0: the rows are compared as a multiset
 * @param where the operator's filter on the source, or null; the target holds nothing else
 * @param notCompared source columns that the target lacks
 * @param aside other columns that are not compared
 * @param tolerances by how much two values of a compared column may be apart, by its name; numbers
 *     by an amount, times by seconds; none of a key column
 * @param masked names of compared columns whose values are never shown
 * @param only the rows that are compared, where these are few; null: all
 * @param spread what of a row tells its bucket
 */
public record TablePair(
        int number,
        TableName source,
        TableName target,
        List<ComparedColumn> columns,
        int keyColumns,
        @Nullable String where,
        List<String> notCompared,
        AsideColumns aside,
        long estimatedRows,
        Map<String, BigDecimal> tolerances,
        Set<String> masked,
        @Nullable SomeRows only,
        Spread spread)
        implements Serializable {
    /** What of a row tells its bucket. Rows are matched by their keys either way. */
    public enum Spread {
        /** The hash of its key, where it has one: both states of a changed row are in one. */
        BY_KEY,
        /** Its digest: no server needs the hash of another one. */
        BY_ROW
    }

    public TablePair {
        columns = List.copyOf(columns);
        notCompared = List.copyOf(notCompared);
        tolerances = Map.copyOf(tolerances);
        masked = Set.copyOf(masked);
    }

    /**
     * Pairs a table with what stands in the target.
     *
     * @param targetTypes the target's columns and their types as its catalog prints them
     */
    public static TablePair of(TablePlan plan, Map<String, String> targetTypes) {
        Map<String, ComparedColumn> comparable = new LinkedHashMap<>();
        List<String> notCompared = new ArrayList<>();
        List<String> withoutForm = new ArrayList<>();
        Set<String> targetOnly = new LinkedHashSet<>(targetTypes.keySet());
        int position = 0;
        for (ColumnPlan column : plan.columns()) {
            String targetType = targetTypes.get(column.target());
            targetOnly.remove(column.target());
            if (targetType == null) {
                notCompared.add(column.source());
                continue;
            }
            ComparedColumn.of(position++, column, targetType)
                    .ifPresentOrElse(
                            compared -> comparable.put(column.source(), compared),
                            () ->
                                    withoutForm.add(
                                            "%s (%s and %s)"
                                                    .formatted(
                                                            column.source(),
                                                            column.sourceType(),
                                                            targetType)));
        }
        // Without one of its columns a key tells nothing apart: compare as a multiset.
        boolean keyed = !plan.key().isEmpty() && comparable.keySet().containsAll(plan.key());
        List<ComparedColumn> columns = new ArrayList<>();
        if (keyed) {
            plan.key().forEach(key -> columns.add(comparable.remove(key)));
        }
        columns.addAll(comparable.values());
        return new TablePair(
                plan.number(),
                plan.source(),
                plan.target(),
                columns,
                keyed ? plan.key().size() : 0,
                plan.where(),
                notCompared,
                new AsideColumns(List.copyOf(targetOnly), List.of(), withoutForm),
                plan.estimatedRows(),
                Map.of(),
                Set.of(),
                null,
                Spread.BY_KEY);
    }

    /**
     * The same, with columns of the target that may be apart by a tolerance.
     *
     * @throws MigrationException SPEC for a column that is not compared, is of the key, or is
     *     neither a number nor a time
     */
    public TablePair within(Map<String, BigDecimal> columnTolerances) {
        Map<String, BigDecimal> byName = new LinkedHashMap<>();
        columnTolerances.forEach(
                (targetName, tolerance) -> {
                    ComparedColumn column = column(targetName);
                    String why =
                            column == null
                                    ? "it is not compared"
                                    : columns.indexOf(column) < keyColumns
                                            ? "it is of the key, by which rows are found"
                                            : ToleranceGrid.isFor(column)
                                                    ? null
                                                    : "it is neither a number nor a time";
                    if (why != null) {
                        throw new MigrationException(
                                ErrorKind.SPEC,
                                "Cannot compare %s.%s within a tolerance: %s. Take it out of reconcile.tolerances."
                                        .formatted(target, targetName, why));
                    }
                    if (tolerance.signum() > 0) {
                        byName.put(column.name(), tolerance);
                    }
                });
        return with(columns, keyColumns, aside, byName, masked);
    }

    private @Nullable ComparedColumn column(String targetName) {
        return columns.stream()
                .filter(column -> column.targetName().equals(targetName))
                .findFirst()
                .orElse(null);
    }

    /** The same, with columns whose values are never shown. */
    public TablePair masking(Set<String> columnNames) {
        return with(columns, keyColumns, aside, tolerances, columnNames);
    }

    /** The same without some columns, by their names in the target; of the key: without a key. */
    public TablePair leavingOut(Set<String> targetColumns) {
        List<ComparedColumn> kept =
                columns.stream()
                        .filter(each -> !targetColumns.contains(each.targetName()))
                        .toList();
        List<String> left =
                columns.stream()
                        .map(ComparedColumn::targetName)
                        .filter(targetColumns::contains)
                        .toList();
        boolean keyStays =
                kept.size() >= keyColumns
                        && kept.subList(0, keyColumns).equals(columns.subList(0, keyColumns));
        return with(
                kept,
                keyStays ? keyColumns : 0,
                new AsideColumns(aside.targetOnly(), left, aside.withoutForm()),
                tolerances,
                masked);
    }

    private TablePair with(
            List<ComparedColumn> newColumns,
            int newKeyColumns,
            AsideColumns newAside,
            Map<String, BigDecimal> newTolerances,
            Set<String> newMasked) {
        return new TablePair(
                number,
                source,
                target,
                newColumns,
                newKeyColumns,
                where,
                notCompared,
                newAside,
                estimatedRows,
                newTolerances,
                newMasked,
                only,
                spread);
    }

    /**
     * Conditions in each side's SQL, that an index answers.
     *
     * @param keys the same rows as a JSON array of their keys in texts, for a side that has no SQL
     */
    public record SomeRows(String source, String target, String keys) implements Serializable {
        String of(Side side) {
            return side == Side.SOURCE ? source : target;
        }
    }

    /** The same pair of tables, of which only some rows are compared. */
    public TablePair only(SomeRows rows) {
        return with(rows, spread);
    }

    /** The same, whose rows are spread over buckets by their digests. */
    TablePair spreadByRow() {
        return with(only, Spread.BY_ROW);
    }

    private TablePair with(@Nullable SomeRows rows, Spread by) {
        return new TablePair(
                number,
                source,
                target,
                columns,
                keyColumns,
                where,
                notCompared,
                aside,
                estimatedRows,
                tolerances,
                masked,
                rows,
                by);
    }

    /** How many of the first columns tell a row's bucket; 0: its digest does. */
    int spreadColumns() {
        return spread == Spread.BY_KEY ? keyColumns : 0;
    }

    /** The compared columns of the key, in order. */
    public List<ComparedColumn> key() {
        return columns.subList(0, keyColumns);
    }

    TableName table(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    boolean isKeyed() {
        return keyColumns > 0;
    }

    /** Columns whose values the source's server converts before they are compared. */
    List<ComparedColumn> converted() {
        return columns.stream().filter(column -> !column.conversion().isEmpty()).toList();
    }

    /** What of the comparison a reader of its verdict must know. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (ComparedColumn column : converted()) {
            notes.add("column %s is compared as %s".formatted(column.name(), column.conversion()));
        }
        add(notes, "columns of the source that the target lacks", notCompared);
        add(notes, "columns that the target has besides, or generates", aside.targetOnly());
        add(notes, "columns that the spec leaves out", aside.leftOut());
        add(notes, "columns whose types have no form in common", aside.withoutForm());
        return notes;
    }

    private static void add(List<String> notes, String what, List<String> columns) {
        if (!columns.isEmpty()) {
            notes.add("not compared: %s: %s".formatted(what, String.join(", ", columns)));
        }
    }
}
