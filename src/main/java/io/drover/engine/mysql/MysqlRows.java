package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.jdbc.RowPacket;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a query in a COPY wire form, made of the packets as they come; some rows are in
 * memory at a time. A row with a value that its target type cannot hold is unreadable.
 */
final class MysqlRows implements WireRows {
    private static final int FIRST_CAPACITY = 4096;
    private static final int OFFSET_BITS = 16;
    private static final int TID_BYTES = 6;

    private final ReaderLease lease;
    private final Statement statement;
    private final ResultSet rows;
    private final String attempted;
    private final List<ZeroDate> zeroDates;
    private final FieldWriter[] writers;
    private final WireForm form;
    private final boolean placed;
    private final UnreadableRows refused;
    private final WireBuffer out = new WireBuffer(FIRST_CAPACITY);
    private final List<UnreadableRow> unreadable = new ArrayList<>();
    private long sent;
    private boolean ended;
    private boolean closed;

    /** What a task reads a chunk with. */
    record Source(
            ReaderLease lease,
            Statement statement,
            ResultSet rows,
            String attempted,
            List<ZeroDate> zeroDates) {}

    private MysqlRows(
            Source source,
            List<FieldWriter> writers,
            WireForm form,
            Places places,
            UnreadableRows refused) {
        this.lease = source.lease();
        this.statement = source.statement();
        this.rows = source.rows();
        this.attempted = source.attempted();
        this.zeroDates = source.zeroDates();
        this.writers = writers.toArray(FieldWriter[]::new);
        this.form = form;
        this.placed = places == Places.LAST;
        this.refused = refused;
    }

    /** Whether a row ends with its place in the chunk. */
    enum Places {
        NONE,
        LAST
    }

    static MysqlRows of(
            Source source,
            List<FieldWriter> writers,
            WireForm form,
            Places places,
            UnreadableRows refused) {
        return new MysqlRows(source, writers, form, places, refused);
    }

    @Override
    public boolean advance() {
        try {
            while (!ended) {
                if (!rows.next()) {
                    ended = true;
                    break;
                }
                sent++;
                RowPacket packet = RowPacket.of(rows);
                try {
                    write(packet);
                    return true;
                } catch (ValueRefused refusal) {
                    unreadable.add(refused.row(sent, packet, refusal));
                }
            }
            return false;
        } catch (SQLException failure) {
            throw lease.failure(attempted, failure);
        }
    }

    private void write(RowPacket packet) {
        out.truncate(0);
        if (!packet.flag()) {
            throw new ValueRefused(
                    "22P05",
                    "a text has characters of its character set that Unicode has no place for");
        }
        if (form == WireForm.BINARY) {
            binary(packet);
        } else {
            text(packet);
        }
    }

    private void binary(RowPacket packet) {
        out.putShort(placed ? writers.length + 1 : writers.length);
        for (FieldWriter writer : writers) {
            int head = out.size();
            out.putInt(-1);
            if (packet.advance()) {
                if (writer.write(packet.array(), packet.from(), packet.length(), out)) {
                    out.setInt(head, out.size() - head - Integer.BYTES);
                } else {
                    out.truncate(head + Integer.BYTES);
                }
            }
        }
        if (placed) {
            out.putInt(TID_BYTES);
            out.putInt((int) (sent >>> OFFSET_BITS));
            out.putShort((int) (sent & 0xffff));
        }
    }

    private void text(RowPacket packet) {
        for (int column = 0; column < writers.length; column++) {
            if (column > 0) {
                out.put('\t');
            }
            int head = out.size();
            if (!packet.advance()
                    || !writers[column].write(
                            packet.array(), packet.from(), packet.length(), out)) {
                out.truncate(head);
                out.putText("\\N");
            }
        }
        if (placed) {
            out.putText(
                    (writers.length > 0 ? "\t" : "")
                            + "(%d,%d)".formatted(sent >>> OFFSET_BITS, sent & 0xffff));
        }
        out.put('\n');
    }

    @Override
    public byte[] array() {
        return out.array();
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return out.size();
    }

    @Override
    public long sent() {
        if (!ended) {
            throw new IllegalStateException("The rows have not ended yet");
        }
        return sent;
    }

    @Override
    public List<UnreadableRow> unreadable() {
        return List.copyOf(unreadable);
    }

    @Override
    public long nulled() {
        return zeroDates.stream().mapToLong(ZeroDate::nulled).sum();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (ended) {
                rows.close();
                statement.close();
            } else {
                lease.cancel(statement, rows);
            }
        } catch (SQLException gone) {
            // What was read is whole; a lost connection shows at its next use.
        } finally {
            lease.close();
        }
    }
}
