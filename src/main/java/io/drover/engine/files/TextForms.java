package io.drover.engine.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drover.canonical.CanonicalType;
import io.drover.canonical.RowForm;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.AuditValues;
import io.drover.model.Nullable;
import io.drover.spec.CsvSpec;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The rows of text files as an auditor reads them. A record that is no row of the table has a form
 * too, which equals no row's: it was read, and did not arrive.
 */
final class TextForms implements Iterator<byte[]> {
    private static final JsonMapper TREES =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private final AuditRequest request;
    private final FilesSpec spec;
    private final Set<String> nulls;
    private final Iterator<FilePiece> pieces;
    private final RowForm form;
    private final AuditValues values;
    private FilePiece piece;
    private @Nullable AuditLines lines;
    private AuditCsv csv;
    private List<String> header = List.of();
    private byte @Nullable [] next;

    TextForms(AuditRequest request, List<FilePiece> pieces) {
        this.request = request;
        this.spec = (FilesSpec) request.endpoint().engine();
        this.nulls = new HashSet<>(spec.csv().nulls());
        this.pieces = pieces.iterator();
        this.form = new RowForm(request.columns().size());
        this.values = new AuditValues(form);
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && (lines != null || open())) {
                next = read();
                if (next == null) {
                    lines.close();
                    lines = null;
                    TextInput.unchanged(request.endpoint(), piece.file());
                }
            }
            return next != null;
        } catch (IOException failure) {
            throw TextInput.failure(piece.file(), failure);
        }
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        byte[] row = next;
        next = null;
        return row;
    }

    private boolean open() throws IOException {
        if (!pieces.hasNext()) {
            return false;
        }
        piece = pieces.next();
        if (spec.format() != FilesSpec.Format.JSONL) {
            TextInput first = TextInput.open(request.endpoint(), piece.file(), 0);
            try (AuditLines beginning = new AuditLines(first.bytes(), 0, 1)) {
                header = names(new AuditCsv(beginning, spec.csv()));
            }
        }
        TextInput input = TextInput.open(request.endpoint(), piece.file(), piece.from());
        lines = new AuditLines(input.bytes(), piece.from() + input.skipped(), piece.line());
        csv = new AuditCsv(lines, spec.csv());
        if (piece.from() == 0 && spec.csv().header() && spec.format() != FilesSpec.Format.JSONL) {
            record();
        }
        return true;
    }

    /** The names that a header's fields have in the catalog. */
    private List<String> names(AuditCsv file) throws IOException {
        List<AuditCsv.Field> first = file.next();
        List<String> names = new ArrayList<>();
        for (int column = 0; first != null && column < first.size(); column++) {
            String written = spec.csv().header() ? first.get(column).text() : "";
            String name = written == null || written.isEmpty() ? "column_" + (column + 1) : written;
            String unique = name;
            for (int number = 2; names.contains(unique); number++) {
                unique = name + "_" + number;
            }
            names.add(unique);
        }
        return names;
    }

    /** The next record that is not a line without a character. */
    private @Nullable List<AuditCsv.Field> record() throws IOException {
        List<AuditCsv.Field> record = csv.next();
        while (record != null
                && header.size() != 1
                && record.equals(List.of(new AuditCsv.Field("", false)))) {
            record = csv.next();
        }
        return record;
    }

    private byte @Nullable [] read() throws IOException {
        if (piece.to() != FilePiece.END && lines.offset() >= piece.to()) {
            return null;
        }
        if (spec.format() == FilesSpec.Format.JSONL) {
            String line = lines.next();
            while (line != null && line.isBlank()) {
                line = lines.next();
            }
            return line == null ? null : document(line);
        }
        long before = lines.offset();
        List<AuditCsv.Field> record = record();
        boolean behind = record == null || (piece.to() != FilePiece.END && before >= piece.to());
        return behind ? null : fields(record);
    }

    private byte[] fields(List<AuditCsv.Field> record) {
        boolean filled =
                record.size() < header.size() && spec.csv().shortRows() == CsvSpec.ShortRows.FILL;
        if (csv.isDamaged() || (record.size() != header.size() && !filled)) {
            return noRow();
        }
        form.clear();
        for (AuditColumn column : request.columns()) {
            int at = header.indexOf(column.name());
            AuditCsv.Field field = at < record.size() ? record.get(at) : null;
            if (field == null) {
                values.add(column, (String) null);
            } else if (field.text() == null) {
                return noRow();
            } else {
                boolean isNull = !field.quoted() && nulls.contains(field.text());
                values.add(column, isNull ? null : stripped(column, field.text()));
            }
        }
        return form.toBytes();
    }

    private static String stripped(AuditColumn column, String text) {
        return switch (column.type()) {
            case INTEGER, DECIMAL, FLOAT -> text.strip();
            default -> text;
        };
    }

    private byte[] document(String line) {
        String text = AuditLines.decoded(line);
        JsonNode row;
        try {
            row = text == null ? null : TREES.readTree(text);
        } catch (JsonProcessingException none) {
            row = null;
        }
        if (row == null || !row.isObject()) {
            return noRow();
        }
        form.clear();
        for (AuditColumn column : request.columns()) {
            JsonNode value = row.get(column.name());
            if (value == null || value.isNull()) {
                values.add(column, (String) null);
                continue;
            }
            boolean whole =
                    value.isContainerNode()
                            || (column.type() == CanonicalType.JSON
                                    && piece.writer() == FilePiece.Writer.OTHERS);
            String shown = whole ? value.toString() : value.asText();
            if (shown.indexOf(0) >= 0) {
                return noRow();
            }
            values.add(column, shown);
        }
        return form.toBytes();
    }

    /** Of a record that is no row: where it is, as a text that no column of the target has. */
    private byte[] noRow() {
        form.clear();
        values.asText("(no row: %s line %d)".formatted(piece.file().name(), lines.number()));
        for (AuditColumn column : request.columns().subList(1, request.columns().size())) {
            values.add(column, (String) null);
        }
        return form.toBytes();
    }
}
