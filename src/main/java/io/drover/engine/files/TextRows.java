package io.drover.engine.files;

import io.drover.dialect.wire.BufferedRows;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.engine.ReadRequest;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import io.drover.model.rules.DecodedColumn;
import io.drover.spec.CsvSpec;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** The rows of a chunk of text files. What is no row of the table is set aside with its line. */
final class TextRows implements BufferedRows {
    private static final String MALFORMED_ROW = "22P04";
    private static final String MALFORMED_TEXT = "22021";

    /** More of them in one chunk are no rows with damage, but another format. */
    private static final int MOST_UNREADABLE = 100_000;

    private final ReadRequest request;
    private final TablePlan table;
    private final FilesSpec spec;
    private final TextFormat format;
    private final Iterator<FilePiece> pieces;
    private final List<String> wanted = new ArrayList<>();
    private final Set<String> documents = new HashSet<>();
    private final List<FieldWriter> writers = new ArrayList<>();
    private final boolean binary;
    private final UnreadableText texts;
    private final WireBuffer row = new WireBuffer(1 << 12);
    private final List<UnreadableRow> unreadable = new ArrayList<>();
    private @Nullable Records records;
    private FilePiece piece;
    private List<String> own = List.of();
    private int[] fieldOf = {};
    private long number;

    TextRows(ReadRequest request) {
        this.request = request;
        this.table = request.table();
        this.spec = (FilesSpec) request.endpoint().engine();
        this.format = new TextFormat(request.endpoint());
        this.pieces = FilePiece.of(request.chunk()).iterator();
        this.binary = table.wire() == WireForm.BINARY;
        for (ColumnPlan column : table.columns()) {
            want(column.source(), column.targetType());
        }
        if (table.rules() != null) {
            for (DecodedColumn column : table.rules().decoded()) {
                want(column.column(), column.sourceType());
            }
        }
        boolean masked = table.rules() != null && !table.rules().masked().isEmpty();
        this.texts = new UnreadableText(masked);
    }

    private void want(String column, String type) {
        wanted.add(column);
        writers.add(FieldWriter.of(type, table.wire()));
        if (type.equals("json") || type.equals("jsonb")) {
            documents.add(column);
        }
    }

    @Override
    public boolean advance() {
        try {
            while (records != null || open()) {
                boolean more = piece.to() == FilePiece.END || records.nextOffset() < piece.to();
                if (!more
                        || !records.next()
                        || (piece.to() != FilePiece.END && records.offset() >= piece.to())) {
                    leave();
                    continue;
                }
                number++;
                if (write()) {
                    return true;
                }
            }
            return false;
        } catch (IOException failure) {
            throw TextInput.failure(piece.file(), failure);
        }
    }

    private boolean open() throws IOException {
        if (!pieces.hasNext()) {
            return false;
        }
        piece = pieces.next();
        if (format.isJson()) {
            own = wanted;
        } else if (spec.csv().header()) {
            own = format.columns(piece.file());
        } else {
            own = own.isEmpty() ? numbered() : own;
        }
        fieldOf = new int[wanted.size()];
        for (int column = 0; column < fieldOf.length; column++) {
            fieldOf[column] = own.indexOf(wanted.get(column));
            if (fieldOf[column] < 0) {
                throw new MigrationException(
                        ErrorKind.SOURCE,
                        "Cannot read %s: it has no column %s. Plan the migration again."
                                .formatted(piece.file().name(), wanted.get(column)));
            }
        }
        // A field must fit whole, and a record is at most all its fields.
        long longest = Math.max(1 << 20, 4 * request.maxFieldBytes());
        records =
                format.records(
                        piece,
                        own,
                        piece.writer() == FilePiece.Writer.DROVER ? Set.of() : documents,
                        longest);
        return true;
    }

    /** Of files without a header: the columns of the first file, by their numbers. */
    private List<String> numbered() {
        FileTable all = Listing.of(ErrorKind.SOURCE, request.endpoint()).table(table.source());
        for (SourceFile file : all.files()) {
            List<String> columns = format.columns(file);
            if (!columns.isEmpty()) {
                return columns;
            }
        }
        return List.of();
    }

    private void leave() throws IOException {
        close();
        TextInput.unchanged(request.endpoint(), piece.file());
    }

    /** Whether the record was a row. */
    private boolean write() {
        String damage = records.damage();
        if (damage == null && records.fields() != own.size()) {
            boolean filled =
                    records.fields() < own.size()
                            && spec.csv().shortRows() == CsvSpec.ShortRows.FILL;
            damage =
                    filled
                            ? null
                            : "has %d fields, the table %d columns"
                                    .formatted(records.fields(), own.size());
        }
        if (damage != null) {
            setAside(MALFORMED_ROW, damage);
            return false;
        }
        row.truncate(0);
        if (binary) {
            row.putShort(writers.size() + (table.rules() == null ? 0 : 1));
        }
        for (int column = 0; column < fieldOf.length; column++) {
            int field = fieldOf[column];
            if (!binary && column > 0) {
                row.put('\t');
            }
            if (field >= records.fields() || records.isNull(field)) {
                addNull();
            } else if (!add(column, field)) {
                return false;
            }
        }
        place();
        return true;
    }

    private void addNull() {
        if (binary) {
            row.putInt(-1);
        } else {
            row.put('\\');
            row.put('N');
        }
    }

    private boolean add(int column, int field) {
        String damage = records.damage(field);
        if (damage != null) {
            setAside(MALFORMED_TEXT, "column %s has %s".formatted(wanted.get(column), damage));
            return false;
        }
        int start = records.start(field);
        int end = records.end(field);
        if (end - start > request.maxFieldBytes()) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: the field %s in line %d has %d bytes. Raise transfer.max-field-bytes, at most %d now."
                            .formatted(
                                    piece.file().name(),
                                    wanted.get(column),
                                    records.line(),
                                    end - start,
                                    request.maxFieldBytes()));
        }
        int lengthAt = row.size();
        if (binary) {
            row.putInt(0);
        }
        try {
            writers.get(column).write(records.array(), start, end, row);
        } catch (ValueRefused refused) {
            setAside(
                    refused.state(),
                    "column %s: %s".formatted(wanted.get(column), refused.getMessage()));
            return false;
        }
        if (binary) {
            row.setInt(lengthAt, row.size() - lengthAt - Integer.BYTES);
        }
        return true;
    }

    /** Of a table with rules, the row's number as a tid; of text, the end of the line. */
    private void place() {
        if (table.rules() != null) {
            if (binary) {
                row.putInt(6);
                row.putInt((int) (number >>> 16));
                row.putShort((int) (number & 0xffff));
            } else {
                String tid = "\t(%d,%d)".formatted(number >>> 16, number & 0xffff);
                row.put(tid.getBytes(StandardCharsets.US_ASCII));
            }
        }
        if (!binary) {
            row.put('\n');
        }
    }

    private void setAside(String state, String reason) {
        String place = "%s line %d".formatted(piece.file().name(), records.line());
        if (spec.damage() == FilesSpec.Damage.REFUSE) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s, at byte %d: %s. Mend it, or set files.damage = quarantine."
                            .formatted(place, records.offset(), reason));
        }
        if (unreadable.size() == MOST_UNREADABLE) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: more than %d rows of one chunk are no rows of table %s, the last one %s: %s. Check delimiter, quote, encoding and types under files."
                            .formatted(
                                    piece.file().name(),
                                    MOST_UNREADABLE,
                                    table.source(),
                                    place,
                                    reason));
        }
        unreadable.add(new UnreadableRow(number, place, texts.of(records, own), state, reason));
    }

    @Override
    public WireBuffer buffer() {
        return row;
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
        if (records != null) {
            try {
                records.close();
            } catch (IOException ignored) {
                // Everything wanted of it was read.
            }
            records = null;
        }
    }
}
