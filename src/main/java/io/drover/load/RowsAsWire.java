package io.drover.load;

import io.drover.model.WireForm;
import io.drover.model.WireRows;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.spark.sql.Row;

/**
 * Spark rows in a COPY wire form. A binary field is taken as it is: bytes of that wire form,
 * opaque; a string is the server's text of a value, and is escaped for {@link WireForm#TEXT}.
 *
 * <p>Runs on: executors. Memory: one row.
 */
public final class RowsAsWire implements WireRows {
    private final Iterator<Row> rows;
    private final WireForm form;
    private final Buffer buffer = new Buffer();
    private long read;

    public RowsAsWire(Iterator<Row> rows, WireForm form) {
        this.rows = rows;
        this.form = form;
    }

    @Override
    public boolean advance() {
        if (!rows.hasNext()) {
            return false;
        }
        Row row = rows.next();
        buffer.reset();
        if (form == WireForm.BINARY) {
            binary(row);
        } else {
            text(row);
        }
        read++;
        return true;
    }

    @Override
    public byte[] array() {
        return buffer.array();
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return buffer.size();
    }

    @Override
    public long sent() {
        return read;
    }

    @Override
    public void close() {}

    private void binary(Row row) {
        buffer.write(row.size() >>> 8);
        buffer.write(row.size());
        for (int field = 0; field < row.size(); field++) {
            if (row.isNullAt(field)) {
                buffer.writeInt(-1);
            } else {
                byte[] value = row.getAs(field);
                buffer.writeInt(value.length);
                buffer.write(value, 0, value.length);
            }
        }
    }

    private void text(Row row) {
        for (int field = 0; field < row.size(); field++) {
            if (field > 0) {
                buffer.write('\t');
            }
            if (row.isNullAt(field)) {
                buffer.write('\\');
                buffer.write('N');
            } else if (row.get(field) instanceof byte[] escaped) {
                buffer.write(escaped, 0, escaped.length);
            } else {
                escape(row.getString(field).getBytes(StandardCharsets.UTF_8));
            }
        }
        buffer.write('\n');
    }

    /** Source: PostgreSQL documentation, COPY, "Text Format". */
    private void escape(byte[] value) {
        for (byte each : value) {
            switch (each) {
                case '\\' -> write('\\', '\\');
                case '\t' -> write('\\', 't');
                case '\n' -> write('\\', 'n');
                case '\r' -> write('\\', 'r');
                default -> buffer.write(each);
            }
        }
    }

    private void write(int first, int second) {
        buffer.write(first);
        buffer.write(second);
    }

    /** Shows its array, so that a row is not copied once more. */
    private static final class Buffer extends ByteArrayOutputStream {
        Buffer() {
            super(8192);
        }

        byte[] array() {
            return buf;
        }

        void writeInt(int value) {
            write(value >>> 24);
            write(value >>> 16);
            write(value >>> 8);
            write(value);
        }
    }
}
