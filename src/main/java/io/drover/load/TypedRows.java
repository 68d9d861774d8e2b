package io.drover.load;

import io.drover.dialect.wire.BufferedRows;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.ColumnPlan;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Spark rows of values, the plan's source columns in order, in the wire form of its target types. A
 * row with a value that its target's type does not hold exactly is {@link #unreadable()}.
 *
 * <p>Runs on: executors. Memory: one row.
 */
public final class TypedRows implements BufferedRows {
    private final TablePlan table;
    private final int chunk;
    private final Iterator<Row> rows;
    private final ValueEncoder[] encoders;
    private final WireBuffer buffer = new WireBuffer(8192);
    private final List<UnreadableRow> unread = new ArrayList<>();
    private long read;

    public TypedRows(TablePlan table, int chunk, Iterator<Row> rows) {
        this.table = table;
        this.chunk = chunk;
        this.rows = rows;
        this.encoders =
                table.columns().stream()
                        .map(column -> ValueEncoder.of(column.targetType(), table.wire()))
                        .toArray(ValueEncoder[]::new);
    }

    @Override
    public boolean advance() {
        while (rows.hasNext()) {
            Row row = rows.next();
            read++;
            buffer.truncate(0);
            if (written(row)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every value of the row has its place on the wire. */
    private boolean written(Row row) {
        boolean binary = table.wire() == WireForm.BINARY;
        if (binary) {
            buffer.putShort(encoders.length);
        }
        for (int field = 0; field < encoders.length; field++) {
            try {
                if (binary) {
                    binary(row, field);
                } else {
                    text(row, field);
                }
            } catch (ValueRefused refused) {
                ColumnPlan column = table.columns().get(field);
                unread.add(
                        new UnreadableRow(
                                read,
                                "row %d of bucket %d".formatted(read, chunk),
                                null,
                                refused.state(),
                                column.source() + ": " + refused.getMessage()));
                return false;
            }
        }
        if (!binary) {
            buffer.put('\n');
        }
        return true;
    }

    private void binary(Row row, int field) {
        int length = buffer.size();
        buffer.putInt(-1);
        if (!row.isNullAt(field)) {
            encoders[field].encode(row.get(field), buffer);
            buffer.setInt(length, buffer.size() - length - Integer.BYTES);
        }
    }

    private void text(Row row, int field) {
        if (field > 0) {
            buffer.put('\t');
        }
        if (row.isNullAt(field)) {
            buffer.put('\\');
            buffer.put('N');
        } else {
            encoders[field].encode(row.get(field), buffer);
        }
    }

    @Override
    public WireBuffer buffer() {
        return buffer;
    }

    @Override
    public long sent() {
        return read;
    }

    @Override
    public List<UnreadableRow> unreadable() {
        return unread;
    }

    @Override
    public void close() {}
}
