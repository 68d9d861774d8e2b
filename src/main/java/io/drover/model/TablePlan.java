package io.drover.model;

import io.drover.model.rules.RowRules;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done with the rows of one source table. A partitioned table has one plan per leaf and
 * none of its own.
 *
 * @param number from 0, in load order
 * @param source read with {@code ONLY}: the rows of inheriting tables belong to their own plans
 * @param target the final name; under {@link LoadMode#REPLACE} the rows are loaded into {@code
 *     staging} and the table moves here at the swap
 * @param staging where rows are loaded; equals {@code target} unless the mode is REPLACE
 * @param key the source columns of the primary key, or of a unique not-null key, or those that the
 *     spec names; empty for a table without one
 * @param where the operator's filter in the source's SQL, or null
 * @param guardFields whether a value may be larger than one task can hold, so that each chunk is
 *     first asked for its widest field
 * @param columns those that travel opaque, from source column to target column
 * @param chunks of the source
 * @param rules what is done with the rows on their way; null where they travel as they are
 */
public record TablePlan(
        int number,
        TableName source,
        TableName target,
        TableName staging,
        LoadMode mode,
        WireForm wire,
        ReadPath readPath,
        List<ColumnPlan> columns,
        List<String> key,
        @Nullable String where,
        boolean guardFields,
        long estimatedRows,
        long estimatedBytes,
        List<ChunkPlan> chunks,
        @Nullable RowRules rules)
        implements Serializable {
    public TablePlan {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        chunks = List.copyOf(chunks);
        if (chunks.isEmpty()) {
            throw new IllegalArgumentException("No chunks for " + source);
        }
    }

    /** Whether rows move between chunks before they are loaded. */
    public boolean shuffles() {
        return rules != null && rules.shuffles();
    }

    /** How many chunks are loaded, each with a receipt: those of the source, or the buckets. */
    public int loadChunks() {
        return shuffles() ? rules.buckets() : chunks.size();
    }

    /** The target's columns that are loaded, in the order in which a row has them. */
    public List<String> loadedColumns() {
        List<String> loaded = new ArrayList<>();
        columns.forEach(column -> loaded.add(column.target()));
        if (rules != null) {
            rules.columns().forEach(column -> loaded.add(column.target()));
        }
        return List.copyOf(loaded);
    }

    /** The same table with one chunk only: what a task needs, whatever the number of chunks. */
    public TablePlan only(ChunkPlan chunk) {
        return only(List.of(chunk));
    }

    /** The same table with some of its chunks. */
    public TablePlan only(List<ChunkPlan> some) {
        return with(source, target, staging, wire, some);
    }

    /** The same table in other chunks; rows that are dealt into buckets are into as many. */
    public TablePlan dealt(List<ChunkPlan> others) {
        return with(
                readPath,
                wire,
                others,
                rules == null || !rules.shuffles() ? rules : rules.inBuckets(others.size()));
    }

    /** The same table, read another way. */
    public TablePlan readBy(ReadPath path) {
        return with(path, wire, chunks, rules);
    }

    private TablePlan with(
            ReadPath newPath,
            WireForm newWire,
            List<ChunkPlan> newChunks,
            @Nullable RowRules newRules) {
        return new TablePlan(
                number,
                source,
                target,
                staging,
                mode,
                newWire,
                newPath,
                columns,
                key,
                where,
                guardFields,
                estimatedRows,
                estimatedBytes,
                newChunks,
                newRules);
    }

    /**
     * The same table read as Spark values.
     *
     * @param values which ones
     */
    public TablePlan typed(List<ChunkPlan> wanted, RowRules values) {
        return new TablePlan(
                number,
                source,
                target,
                staging,
                mode,
                WireForm.BINARY,
                readPath,
                List.of(),
                key,
                where,
                guardFields,
                estimatedRows,
                estimatedBytes,
                wanted,
                values);
    }

    /** The same columns and key between two other tables. */
    public TablePlan between(TableName otherSource, TableName otherTarget) {
        return with(otherSource, otherTarget, otherTarget, wire, chunks);
    }

    /** The same table, its rows told apart by other columns of the source. */
    public TablePlan keyedBy(List<String> columns) {
        return new TablePlan(
                number,
                source,
                target,
                staging,
                mode,
                wire,
                readPath,
                this.columns,
                columns,
                where,
                guardFields,
                estimatedRows,
                estimatedBytes,
                chunks,
                rules);
    }

    /** The same table as rows travel through other rules. */
    public TablePlan ruledBy(RowRules others) {
        return new TablePlan(
                number,
                source,
                target,
                staging,
                mode,
                wire,
                ReadPath.COPY,
                columns,
                key,
                where,
                guardFields,
                estimatedRows,
                estimatedBytes,
                chunks,
                others);
    }

    /** The same table, its rows loaded into a scratch table and nothing done with them there. */
    public TablePlan into(TableName scratch) {
        return new TablePlan(
                number,
                source,
                target,
                scratch,
                LoadMode.REPLACE,
                wire,
                readPath,
                columns,
                key,
                where,
                guardFields,
                estimatedRows,
                estimatedBytes,
                chunks,
                rules);
    }

    /** The same table, its rows in another wire form. */
    public TablePlan in(WireForm form) {
        return with(source, target, staging, form, chunks);
    }

    private TablePlan with(
            TableName newSource,
            TableName newTarget,
            TableName newStaging,
            WireForm newWire,
            List<ChunkPlan> newChunks) {
        return new TablePlan(
                number,
                newSource,
                newTarget,
                newStaging,
                mode,
                newWire,
                readPath,
                columns,
                key,
                where,
                guardFields,
                estimatedRows,
                estimatedBytes,
                newChunks,
                rules);
    }
}
