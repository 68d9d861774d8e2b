package io.drover.engine.jdbc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.dialect.wire.BufferedRows;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.engine.ReadRequest;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import io.drover.model.rules.DecodedColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of a chunk, from a query over JDBC. A row with a value that is none of its column's
 * logical type is set aside and told at the end.
 *
 * <p>Order: by the table's key, so that it repeats; without a key the engine's own. Memory: one
 * row, and what the driver holds of a stream.
 */
public final class JdbcChunkRows implements BufferedRows {
    /** A chunk with more of them has no table of such types: they would fill the memory. */
    private static final int MOST_UNREADABLE = 1_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PLACE_ROWS = 65_536;
    private static final int FIRST_BYTES = 16 * 1024;
    private static final byte[] NEXT_FIELD = {'\t'};

    private final ReadRequest request;
    private final HeldConnection held;
    private final Fields fields;
    private final List<String> place;
    private final Statement statement;
    private final ResultSet rows;
    private final WireBuffer buffer = new WireBuffer(FIRST_BYTES);
    private final List<UnreadableRow> unreadable = new ArrayList<>();
    private long number;
    private boolean ended;
    private boolean closed;

    /** What is read of each row. */
    private record Fields(
            List<String> names,
            List<String> selected,
            List<FieldReader> readers,
            List<ValueEncoder> encoders) {
        void add(String name, String sql, FieldReader reader, ValueEncoder encoder) {
            names.add(name);
            selected.add(sql);
            readers.add(reader);
            encoders.add(encoder);
        }
    }

    /** Takes the connection over: closing the rows gives it back. */
    public JdbcChunkRows(JdbcDialect dialect, ReadRequest request, HeldConnection held) {
        this.request = request;
        this.held = held;
        this.fields = fields(dialect, request.table());
        this.place = place(dialect, request.table());
        Statement opened = null;
        try {
            opened = held.connection().createStatement();
            dialect.stream(opened);
            this.rows = opened.executeQuery(sql(dialect, request.table(), request.chunk()));
            this.statement = opened;
        } catch (SQLException failure) {
            closeQuietly(opened);
            held.close();
            throw failed(failure);
        }
    }

    /** The query, one field for each of a row's. */
    private String sql(JdbcDialect dialect, TablePlan table, ChunkPlan chunk) {
        List<String> conditions = new ArrayList<>();
        if (!chunk.predicate().equals(ChunkPlan.EVERYTHING)) {
            conditions.add("(" + chunk.predicate() + ")");
        }
        if (table.where() != null) {
            conditions.add("(" + table.where() + "\n)");
        }
        List<String> selected = new ArrayList<>(fields.selected());
        place.forEach(name -> selected.add(dialect.quote(name)));
        String order = table.key().stream().map(dialect::quote).collect(Collectors.joining(", "));
        return "SELECT %s FROM %s%s%s"
                .formatted(
                        String.join(", ", selected),
                        dialect.quote(table.source()),
                        conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions),
                        order.isEmpty() ? "" : " ORDER BY " + order);
    }

    /** Nothing of a masked column is told. */
    private static List<String> place(JdbcDialect dialect, TablePlan table) {
        List<String> masked = table.rules() == null ? List.of() : table.rules().masked();
        List<String> names = dialect.place(table);
        return names.stream().anyMatch(masked::contains) ? List.of() : names;
    }

    private static Fields fields(JdbcDialect dialect, TablePlan table) {
        Fields fields =
                new Fields(
                        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (ColumnPlan column : table.columns()) {
            fields.add(
                    column.source(),
                    dialect.selected(column.source(), column.sourceType(), column.origin()),
                    dialect.reader(column.sourceType(), column.origin()),
                    WireFields.encoder(column.sourceType(), column.targetType(), table.wire()));
        }
        if (table.rules() != null) {
            for (DecodedColumn column : table.rules().decoded()) {
                fields.add(
                        column.column(),
                        dialect.selected(column.column(), column.sourceType(), null),
                        dialect.reader(column.sourceType(), null),
                        WireFields.decoded(column, table.wire()));
            }
        }
        return fields;
    }

    @Override
    public boolean advance() {
        try {
            while (!ended && rows.next()) {
                number++;
                try {
                    write();
                    return true;
                } catch (ValueRefused refused) {
                    setAside(refused);
                }
            }
            ended = true;
            return false;
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private void write() throws SQLException {
        boolean binary = request.table().wire() == WireForm.BINARY;
        buffer.truncate(0);
        int count = fields.readers().size();
        boolean ruled = request.table().rules() != null;
        if (binary) {
            buffer.putShort(ruled ? count + 1 : count);
        }
        for (int field = 0; field < count; field++) {
            if (binary) {
                writeBinary(field);
            } else {
                if (field > 0) {
                    buffer.put(NEXT_FIELD);
                }
                writeText(field);
            }
        }
        if (ruled) {
            writePlace(binary);
        }
        if (!binary) {
            buffer.put('\n');
        }
    }

    private void writeBinary(int field) throws SQLException {
        int lengthAt = buffer.size();
        buffer.putInt(-1);
        Object value = value(field);
        if (value != null) {
            encode(field, value);
            int length = buffer.size() - lengthAt - Integer.BYTES;
            buffer.setInt(lengthAt, length);
            refuseWide(field, length);
        }
    }

    private void writeText(int field) throws SQLException {
        Object value = value(field);
        if (value == null) {
            buffer.put('\\');
            buffer.put('N');
            return;
        }
        int from = buffer.size();
        encode(field, value);
        refuseWide(field, buffer.size() - from);
    }

    private @Nullable Object value(int field) throws SQLException {
        try {
            return fields.readers().get(field).read(rows, field + 1);
        } catch (ValueRefused refused) {
            throw named(field, refused);
        }
    }

    private void encode(int field, Object value) {
        try {
            fields.encoders().get(field).encode(value, buffer);
        } catch (ValueRefused refused) {
            throw named(field, refused);
        }
    }

    private ValueRefused named(int field, ValueRefused refused) {
        return new ValueRefused(
                refused.state(), fields.names().get(field) + ": " + refused.getMessage());
    }

    /** The row's number as a tid: block and offset. */
    private void writePlace(boolean binary) {
        long block = number / PLACE_ROWS;
        int offset = (int) (number % PLACE_ROWS);
        if (binary) {
            buffer.putInt(Integer.BYTES + Short.BYTES);
            buffer.putInt((int) block);
            buffer.putShort(offset);
        } else {
            buffer.putText("\t(" + block + "," + offset + ")");
        }
    }

    private void refuseWide(int field, int length) {
        if (length > request.maxFieldBytes()) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    ("Cannot read %s: row %d of chunk %d has %d bytes in %s, more than transfer.max-field-bytes"
                                    + " (%d). Leave the row out with `where`, or raise the limit together with the"
                                    + " heap: a task holds three times a field.")
                            .formatted(
                                    request.table().source(),
                                    number,
                                    request.chunk().number(),
                                    length,
                                    fields.names().get(field),
                                    request.maxFieldBytes()));
        }
    }

    private void setAside(ValueRefused refused) throws SQLException {
        if (unreadable.size() == MOST_UNREADABLE) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: chunk %d has more than %d rows with values that are none of their column's type, the last one: %s. Give the column another type, or leave the rows out with `where`."
                            .formatted(
                                    request.table().source(),
                                    request.chunk().number(),
                                    MOST_UNREADABLE,
                                    refused.getMessage()));
        }
        unreadable.add(
                new UnreadableRow(number, told(), keyed(), refused.state(), refused.getMessage()));
    }

    /** The key, for those who look for the row again; a masked column is not among it. */
    private @Nullable String keyed() throws SQLException {
        ObjectNode key = JSON.createObjectNode();
        List<String> masked =
                request.table().rules() == null ? List.of() : request.table().rules().masked();
        for (int index = 0; index < place.size(); index++) {
            String name = place.get(index);
            if (request.table().key().contains(name) && !masked.contains(name)) {
                String value = rows.getString(fields.readers().size() + index + 1);
                // jsonb, which the ledger keeps, has no place for U+0000.
                key.put(name, value == null ? null : value.replace('\0', '\ufffd'));
            }
        }
        return key.isEmpty() ? null : key.toString();
    }

    private String told() throws SQLException {
        List<String> parts = new ArrayList<>();
        for (int index = 0; index < place.size(); index++) {
            String value = rows.getString(fields.readers().size() + index + 1);
            parts.add(place.get(index) + " = " + value);
        }
        return parts.isEmpty()
                ? "row %d of chunk %d".formatted(number, request.chunk().number())
                : String.join(", ", parts);
    }

    private MigrationException failed(SQLException failure) {
        return SqlFailures.wrap(
                Side.SOURCE,
                "read chunk %d of %s".formatted(request.chunk().number(), request.table().source()),
                failure);
    }

    @Override
    public WireBuffer buffer() {
        return buffer;
    }

    @Override
    public long sent() {
        return number;
    }

    @Override
    public List<UnreadableRow> unreadable() {
        return List.copyOf(unreadable);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeQuietly(rows);
        closeQuietly(statement);
        held.close();
    }

    private static void closeQuietly(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception lost) {
            // What was read of it was read; the connection is rolled back by whoever holds it.
        }
    }
}
