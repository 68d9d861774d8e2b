package io.drover.job.source;

import io.drover.dialect.postgres.WireType;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of rows of another engine's table, see {@link CopiedSource}.
 *
 * @param info the columns that it has, under its own name
 * @param unread rows of the source that could not be read, as far as it was
 */
public record CopiedTable(TableName name, TableInfo info, long unread) {
    /** How wide its columns are. */
    enum Width {
        AS_DECLARED,
        /** A value that is longer than its column says has a place, too: it can be found. */
        UNBOUNDED
    }

    /** The table with the columns that can be read at all. */
    static TableInfo readable(TableInfo info) {
        return info.withColumns(
                info.columns().stream()
                        .filter(
                                column ->
                                        column.origin() == null
                                                || column.origin().verdict() != TypeVerdict.REFUSED)
                        .toList());
    }

    /** What fills a copy: every column as it is, in its logical type, of the rows of the plan. */
    static TablePlan filling(TablePlan table, TableInfo read, TableName into, Width width) {
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnInfo column : read.columns()) {
            columns.add(
                    new ColumnPlan(
                            column.name(),
                            column.name(),
                            column.type(),
                            width == Width.UNBOUNDED ? unbounded(column.type()) : column.type(),
                            false,
                            column.shape().oidInBinary(),
                            TypeVerdict.LOSSLESS,
                            "",
                            column.origin() == null ? null : column.origin().type()));
        }
        boolean binary =
                columns.stream().allMatch(column -> WireType.hasBinary(column.targetType()));
        return new TablePlan(
                table.number(),
                table.source(),
                into,
                into,
                LoadMode.REPLACE,
                binary ? WireForm.BINARY : WireForm.TEXT,
                ReadPath.COPY,
                columns,
                table.key(),
                table.where(),
                table.guardFields(),
                table.estimatedRows(),
                table.estimatedBytes(),
                table.chunks(),
                null);
    }

    /** Without modifiers. */
    private static String unbounded(String type) {
        return switch (WireType.of(type).kind()) {
            case CHAR -> "text";
            case VARCHAR -> "character varying";
            case NUMERIC -> "numeric";
            default -> type;
        };
    }

    /** A plan as its rows are read from the copy, all of them. */
    public TablePlan reading(TablePlan plan) {
        // An engine's reader writes values as the target has them, a server as it has them itself.
        boolean alike =
                plan.columns().stream()
                        .allMatch(
                                column ->
                                        unbounded(column.sourceType())
                                                .equals(unbounded(column.targetType())));
        return new TablePlan(
                plan.number(),
                name,
                plan.target(),
                plan.staging(),
                plan.mode(),
                alike ? plan.wire() : WireForm.TEXT,
                ReadPath.COPY,
                plan.columns(),
                plan.key(),
                null,
                false,
                plan.estimatedRows(),
                plan.estimatedBytes(),
                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                plan.rules());
    }
}
