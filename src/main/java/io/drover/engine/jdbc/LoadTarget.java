package io.drover.engine.jdbc;

import io.drover.engine.StoredTable;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import java.io.Serializable;
import java.util.List;

/**
 * Where and how rows go into a table.
 *
 * @param table that they go into: of a table that is replaced, its staging table
 * @param told the table's own name
 * @param columns in the order of a row's values
 * @param sparkTypes of these values
 * @param key of the mode {@code upsert}, in the target's names
 */
public record LoadTarget(
        TableName table,
        TableName told,
        List<ColumnPlan> columns,
        List<String> sparkTypes,
        LoadMode mode,
        List<String> key)
        implements Serializable {
    public LoadTarget {
        columns = List.copyOf(columns);
        sparkTypes = List.copyOf(sparkTypes);
        key = List.copyOf(key);
    }

    static LoadTarget of(StoredTable table, TableName into, List<String> sparkTypes) {
        List<ColumnPlan> columns = table.plan().columns();
        List<String> key =
                columns.stream()
                        .filter(column -> table.plan().key().contains(column.source()))
                        .map(ColumnPlan::target)
                        .toList();
        return new LoadTarget(
                into, table.plan().target(), columns, sparkTypes, table.plan().mode(), key);
    }

    public List<String> names() {
        return columns.stream().map(ColumnPlan::target).toList();
    }
}
