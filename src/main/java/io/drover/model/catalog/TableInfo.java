package io.drover.model.catalog;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;

/**
 * A table, partitioned table or partition.
 *
 * @param partitionKey {@code pg_get_partkeydef()} of a partitioned table, else null
 * @param partitionOf the partitioned parent, else null
 * @param partitionBound {@code FOR VALUES …} or {@code DEFAULT} of a partition, else null
 * @param inherits parents by plain inheritance, in order
 * @param storageParameters {@code reloptions}, sorted
 * @param accessMethod of the table where it is not heap, else null
 * @param replicaIdentity {@code FULL}, {@code NOTHING} or {@code USING INDEX name} where it is not
 *     the default, else null
 */
public record TableInfo(
        TableName name,
        boolean unlogged,
        List<ColumnInfo> columns,
        List<ConstraintInfo> constraints,
        List<IndexInfo> indexes,
        @Nullable String partitionKey,
        @Nullable TableName partitionOf,
        @Nullable String partitionBound,
        List<TableName> inherits,
        List<String> storageParameters,
        @Nullable String accessMethod,
        @Nullable String replicaIdentity,
        @Nullable String comment,
        TableStatistics statistics,
        TableAccess access) {
    public TableInfo {
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        indexes = List.copyOf(indexes);
        inherits = List.copyOf(inherits);
        storageParameters = List.copyOf(storageParameters);
    }

    /** Whether it holds no rows itself but through its partitions. */
    public boolean isPartitioned() {
        return partitionKey != null;
    }

    /** The same table with other constraints. */
    public TableInfo withConstraints(List<ConstraintInfo> others) {
        return with(columns, others);
    }

    /** The same table with other columns. */
    public TableInfo withColumns(List<ColumnInfo> others) {
        return with(others, constraints);
    }

    /** The same table under another name. */
    public TableInfo named(TableName other) {
        return with(other, columns, constraints);
    }

    private TableInfo with(List<ColumnInfo> otherColumns, List<ConstraintInfo> otherConstraints) {
        return with(name, otherColumns, otherConstraints);
    }

    private TableInfo with(
            TableName otherName,
            List<ColumnInfo> otherColumns,
            List<ConstraintInfo> otherConstraints) {
        return new TableInfo(
                otherName,
                unlogged,
                otherColumns,
                otherConstraints,
                indexes,
                partitionKey,
                partitionOf,
                partitionBound,
                inherits,
                storageParameters,
                accessMethod,
                replicaIdentity,
                comment,
                statistics,
                access);
    }
}
