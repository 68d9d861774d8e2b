package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.FrameWriter;
import io.drover.dialect.postgres.WireFrame;
import io.drover.jdbc.SqlFailures.Side;

/**
 * Makes canonical forms of a pair's rows, as one side sends them in a binary COPY whose first
 * fields are the compared columns.
 *
 * <p>Not thread-safe: one per task. Nothing is allocated per row.
 */
public final class RowFormer {
    private final WireFrame[] frames;
    private final FrameWriter writer = new FrameWriter();
    private final RowForm form;

    public RowFormer(TablePair tables, Side side) {
        this.frames =
                tables.columns().stream()
                        .map(column -> column.frame(side))
                        .toArray(WireFrame[]::new);
        this.form = new RowForm(frames.length);
    }

    /** The form of the row that {@code tuples} has scanned; good until the next. */
    public RowForm form(byte[] row, BinaryTuples tuples) {
        form.clear();
        for (int column = 0; column < frames.length; column++) {
            writer.add(
                    frames[column],
                    row,
                    tuples.fieldOffset(column),
                    tuples.fieldLength(column),
                    form);
        }
        return form;
    }
}
