package io.drover.spec;

import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.spec.rules.TableRules;
import java.util.List;

/**
 * Settings of one table that differ from the migration's.
 *
 * @param name the source's name
 * @param target the target's name, or null: as {@code select} says
 * @param where a filter in the source's SQL, or null
 * @param key the columns that identify a row; empty: what the source declares
 * @param waive columns whose lossy type mapping the operator accepts
 * @param chunking null: the migration's
 * @param quarantine null: the migration's
 * @param rules what is done with its rows
 * @param reconcile how it is proven
 */
public record TableSpec(
        TableName name,
        @Nullable TableName target,
        @Nullable String where,
        @Nullable LoadMode load,
        @Nullable ReadPath readPath,
        List<String> key,
        List<String> waive,
        @Nullable ChunkingSpec chunking,
        @Nullable QuarantineSpec quarantine,
        TableRules rules,
        TableReconcileSpec reconcile) {
    /** A table that is proven as any other. */
    public TableSpec(
            TableName name,
            @Nullable TableName target,
            @Nullable String where,
            @Nullable LoadMode load,
            @Nullable ReadPath readPath,
            List<String> key,
            List<String> waive,
            @Nullable ChunkingSpec chunking,
            @Nullable QuarantineSpec quarantine,
            TableRules rules) {
        this(
                name,
                target,
                where,
                load,
                readPath,
                key,
                waive,
                chunking,
                quarantine,
                rules,
                TableReconcileSpec.NONE);
    }

    /** The same table, gone to another. */
    public TableSpec to(TableName otherTarget) {
        return new TableSpec(
                name,
                otherTarget,
                where,
                load,
                readPath,
                key,
                waive,
                chunking,
                quarantine,
                rules,
                reconcile);
    }

    /** The same rules on all rows of another table that has the same columns. */
    public TableSpec readFrom(TableName otherSource) {
        return new TableSpec(
                otherSource,
                target,
                null,
                load,
                readPath,
                key,
                waive,
                null,
                quarantine,
                rules,
                reconcile);
    }

    /** The same table, loaded so. */
    TableSpec loading(LoadMode mode) {
        return new TableSpec(
                name,
                target,
                where,
                mode,
                readPath,
                key,
                waive,
                chunking,
                quarantine,
                rules,
                reconcile);
    }

    /**
     * The same rules on some of the rows, appended to another table.
     *
     * @param rows a condition in the source's SQL, besides {@code where}
     */
    public TableSpec into(TableName other, String rows) {
        return new TableSpec(
                name,
                other,
                where == null ? rows : "(" + where + "\n) AND " + rows,
                LoadMode.APPEND,
                readPath,
                key,
                waive,
                chunking,
                quarantine,
                rules,
                reconcile);
    }
}
