package io.drover.spec;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one table is proven.
 *
 * @param leaveOut target columns that are not compared
 * @param tolerances target columns and by how much two values may be apart: numbers by a plain
 *     decimal, times by so many seconds
 * @param groupBy target columns by whose values aggregates are compared, besides the whole table
 * @param thresholds by how much an aggregate of a target column may be apart
 * @param references that hold without a foreign key that says so
 */
public record TableReconcileSpec(
        List<String> leaveOut,
        Map<String, BigDecimal> tolerances,
        List<String> groupBy,
        Map<String, BigDecimal> thresholds,
        List<ReferenceSpec> references) {
    public static final TableReconcileSpec NONE =
            new TableReconcileSpec(List.of(), Map.of(), List.of(), Map.of(), List.of());

    public TableReconcileSpec {
        leaveOut = List.copyOf(leaveOut);
        tolerances = Collections.unmodifiableMap(new LinkedHashMap<>(tolerances));
        groupBy = List.copyOf(groupBy);
        thresholds = Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
        references = List.copyOf(references);
    }

    /**
     * A reference of the target that its schema does not declare.
     *
     * @param columns of this table's target
     * @param table the referenced table of the target
     * @param referenced its columns
     */
    public record ReferenceSpec(
            List<String> columns, io.drover.model.TableName table, List<String> referenced) {
        public ReferenceSpec {
            columns = List.copyOf(columns);
            referenced = List.copyOf(referenced);
        }
    }
}
