package io.drover.job.profile;

import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.profile.TableShape;
import io.drover.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as it is profiled: a partitioned one with the leaves that hold its rows.
 *
 * @param settings what the spec says of the table, or null
 * @param leaves plans that hold its rows, in the order of their names
 * @param shape its columns in the table's order
 * @param key columns that name a row
 */
record ProfiledTable(
        TableInfo table,
        @Nullable TableSpec settings,
        List<TablePlan> leaves,
        TableShape shape,
        List<String> key) {
    private static final String ROW_PLACE = "ctid";

    TableName name() {
        return table.name();
    }

    /** The operator's filter, the same for all leaves, or null. */
    @Nullable
    String where() {
        return leaves.isEmpty() ? null : leaves.get(0).where();
    }

    long estimatedRows() {
        return leaves.stream().mapToLong(TablePlan::estimatedRows).sum();
    }

    long estimatedBytes() {
        return leaves.stream().mapToLong(TablePlan::estimatedBytes).sum();
    }

    /** A part for each chunk of each leaf, numbered through. */
    List<ProfilePart> parts(int place, SampledBlocks sample, Catalog catalog) {
        List<ProfilePart> parts = new ArrayList<>();
        for (TablePlan leaf : leaves) {
            List<ChunkPlan> chunks =
                    sample.samples(heapBlocks(catalog, leaf))
                            ? sample.chunks(leaf, heapBlocks(catalog, leaf))
                            : leaf.chunks();
            for (ChunkPlan chunk : chunks) {
                parts.add(new ProfilePart(place, parts.size(), read(leaf, chunk), shape));
            }
        }
        return parts;
    }

    private static long heapBlocks(Catalog catalog, TablePlan leaf) {
        return catalog.table(leaf.source()).orElseThrow().statistics().heapBlocks();
    }

    /** Whether less than all of it is read. */
    boolean isSampled(SampledBlocks sample, Catalog catalog) {
        return leaves.stream().anyMatch(leaf -> sample.samples(heapBlocks(catalog, leaf)));
    }

    /** The shape's columns of a leaf, whatever its own order and its rules. */
    private TablePlan read(TablePlan leaf, ChunkPlan chunk) {
        List<ColumnPlan> columns = new ArrayList<>();
        ChunkPlan asked = chunk;
        if (shape.located()) {
            columns.add(column(ROW_PLACE, "tid"));
            if (chunk.predicate().equals(ChunkPlan.EVERYTHING)) {
                // A bare COPY of a table gives no system columns, a query does.
                asked =
                        new ChunkPlan(
                                chunk.number(),
                                ROW_PLACE + " IS NOT NULL",
                                chunk.estimatedRows(),
                                chunk.estimatedBytes());
            }
        }
        shape.columns().forEach(each -> columns.add(column(each.name(), each.type())));
        return new TablePlan(
                leaf.number(),
                leaf.source(),
                leaf.target(),
                leaf.staging(),
                leaf.mode(),
                WireForm.TEXT,
                leaf.readPath(),
                columns,
                key,
                leaf.where(),
                leaf.guardFields(),
                leaf.estimatedRows(),
                leaf.estimatedBytes(),
                List.of(asked),
                null);
    }

    private static ColumnPlan column(String name, String type) {
        return new ColumnPlan(name, name, type, type, false, false, TypeVerdict.LOSSLESS, "");
    }

    /** Columns that can be read: a generated one holds what the target computes again. */
    static List<ColumnInfo> readable(TableInfo table) {
        return table.columns().stream().filter(column -> column.generated() == null).toList();
    }
}
