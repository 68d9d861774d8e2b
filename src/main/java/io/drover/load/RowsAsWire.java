package io.drover.load;

import io.drover.dialect.wire.BufferedRows;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.Nullable;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/**
 * Spark rows in a COPY wire form. A binary field is taken as it is: bytes of that wire form,
 * opaque; a string is the server's text of a value, and is escaped for {@link WireForm#TEXT}.
 *
 * <p>Runs on: executors. Memory: one row.
 */
public final class RowsAsWire implements BufferedRows {
    private final Iterator<Row> rows;
    private final WireForm form;
    private final WireBuffer buffer = new WireBuffer(8192);
    private final Supplier<List<UnreadableRow>> unreadSource;
    private @Nullable List<UnreadableRow> unread;
    private long read;

    public RowsAsWire(Iterator<Row> rows, WireForm form) {
        this(rows, form, List::of);
    }

    /**
     * @param unread rows that could not be read; asked after the last row
     */
    public RowsAsWire(Iterator<Row> rows, WireForm form, Supplier<List<UnreadableRow>> unread) {
        this.rows = rows;
        this.form = form;
        this.unreadSource = unread;
    }

    @Override
    public boolean advance() {
        if (!rows.hasNext()) {
            if (unread == null) {
                unread = unreadSource.get();
            }
            return false;
        }
        Row row = rows.next();
        buffer.truncate(0);
        if (form == WireForm.BINARY) {
            binary(row);
        } else {
            text(row);
        }
        read++;
        return true;
    }

    @Override
    public WireBuffer buffer() {
        return buffer;
    }

    @Override
    public long sent() {
        return read + unreadable().size();
    }

    @Override
    public List<UnreadableRow> unreadable() {
        return unread == null ? List.of() : unread;
    }

    @Override
    public void close() {}

    private void binary(Row row) {
        buffer.putShort(row.size());
        for (int field = 0; field < row.size(); field++) {
            if (row.isNullAt(field)) {
                buffer.putInt(-1);
            } else {
                byte[] value = row.getAs(field);
                buffer.putInt(value.length);
                buffer.put(value);
            }
        }
    }

    private void text(Row row) {
        for (int field = 0; field < row.size(); field++) {
            if (field > 0) {
                buffer.put('\t');
            }
            if (row.isNullAt(field)) {
                buffer.put('\\');
                buffer.put('N');
            } else if (row.get(field) instanceof byte[] escaped) {
                buffer.put(escaped);
            } else {
                buffer.putEscaped(row.getString(field));
            }
        }
        buffer.put('\n');
    }
}
