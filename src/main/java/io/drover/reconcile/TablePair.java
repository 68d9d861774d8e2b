package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * @param tolerances by how much two values of a compared column may be apart, by its name; numbers
 *     by an amount, times by seconds; none of a key column
 * @param masked names of compared columns whose values are never shown
 */
public record TablePair(
        int number,
        TableName source,
        TableName target,
        List<ComparedColumn> columns,
        int keyColumns,
        @Nullable String where,
        List<String> notCompared,
        long estimatedRows,
        Map<String, BigDecimal> tolerances,
        Set<String> masked)
        implements Serializable {
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
        for (ColumnPlan column : plan.columns()) {
            String targetType = targetTypes.get(column.target());
            if (targetType == null) {
                notCompared.add(column.source());
            } else {
                comparable.put(
                        column.source(), ComparedColumn.of(comparable.size(), column, targetType));
            }
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
                plan.estimatedRows(),
                Map.of(),
                Set.of());
    }

    /** The same, with columns that may be apart by a tolerance. */
    public TablePair within(Map<String, BigDecimal> columnTolerances) {
        return new TablePair(
                number,
                source,
                target,
                columns,
                keyColumns,
                where,
                notCompared,
                estimatedRows,
                columnTolerances,
                masked);
    }

    /** The same, with columns whose values are never shown. */
    public TablePair masking(Set<String> columnNames) {
        return new TablePair(
                number,
                source,
                target,
                columns,
                keyColumns,
                where,
                notCompared,
                estimatedRows,
                tolerances,
                columnNames);
    }

    TableName table(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    boolean isKeyed() {
        return keyColumns > 0;
    }

    /** Columns that are compared by a common form instead of the wire bytes of their type. */
    List<String> comparedByForm() {
        return columns.stream()
                .filter(column -> column.form() == ComparedColumn.Form.COMMON)
                .map(ComparedColumn::name)
                .toList();
    }
}
