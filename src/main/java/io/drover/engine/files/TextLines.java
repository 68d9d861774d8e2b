package io.drover.engine.files;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.drover.dialect.postgres.WireType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.CsvSpec;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/**
 * Writes rows of texts as lines: of CSV, NULL unquoted and every text that could be taken for it or
 * for a sign in quotes; of JSON, numbers and booleans as such and anything else as a text.
 *
 * <p>Runs on: executors. Repeats: gives the same lines.
 */
final class TextLines implements MapPartitionsFunction<Row, String> {
    private static final long serialVersionUID = 1L;

    private final FilesSpec spec;
    private final List<String> columns;
    private final List<String> types;

    TextLines(FilesSpec spec, List<String> columns, List<String> types) {
        this.spec = spec;
        this.columns = new ArrayList<>(columns);
        this.types = new ArrayList<>(types);
    }

    @Override
    public Iterator<String> call(Iterator<Row> rows) {
        boolean json = spec.format() == FilesSpec.Format.JSONL;
        boolean header = !json && spec.csv().header();
        return new Iterator<>() {
            private boolean headed = !header;

            @Override
            public boolean hasNext() {
                // A chunk without a row needs no header: its file is none.
                return rows.hasNext();
            }

            @Override
            public String next() {
                if (!headed) {
                    headed = true;
                    return columns.stream()
                            .map(name -> field(name))
                            .collect(
                                    Collectors.joining(
                                            String.valueOf((char) spec.csv().delimiter())));
                }
                Row row = rows.next();
                return json ? document(row) : record(row);
            }
        };
    }

    private String record(Row row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < columns.size(); column++) {
            if (column > 0) {
                line.append((char) spec.csv().delimiter());
            }
            if (!row.isNullAt(column)) {
                line.append(field(row.getString(column)));
            } else if (spec.csv().nulls().isEmpty()) {
                throw new MigrationException(
                        ErrorKind.TARGET,
                        "Cannot write a NULL of column %s: files.nulls names no text for it. Name one."
                                .formatted(columns.get(column)));
            } else {
                line.append(spec.csv().nulls().get(0));
            }
        }
        return line.toString();
    }

    private String field(String text) {
        CsvSpec csv = spec.csv();
        if (!needsQuotes(text)) {
            return text;
        }
        if (csv.quote() == CsvSpec.NONE) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot write a text with a delimiter, a line break or a null spelling: files.quote is none. Set one.");
        }
        StringBuilder quoted = new StringBuilder().append((char) csv.quote());
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == csv.quote() || next == csv.escape()) {
                quoted.append((char) csv.escape());
            }
            quoted.append(next);
        }
        return quoted.append((char) csv.quote()).toString();
    }

    private boolean needsQuotes(String text) {
        CsvSpec csv = spec.csv();
        if (text.isEmpty() || csv.nulls().contains(text)) {
            return true;
        }
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == csv.delimiter() || next == csv.quote() || next == '\n' || next == '\r') {
                return true;
            }
        }
        return false;
    }

    private String document(Row row) {
        StringBuilder line = new StringBuilder("{");
        for (int column = 0; column < columns.size(); column++) {
            line.append(column == 0 ? "" : ",").append(quoted(columns.get(column))).append(':');
            line.append(
                    row.isNullAt(column)
                            ? "null"
                            : value(WireType.of(types.get(column)).kind(), row.getString(column)));
        }
        return line.append('}').toString();
    }

    private static String value(WireType.Kind kind, String text) {
        return switch (kind) {
            case BOOLEAN -> text.equals("t") || text.equals("true") ? "true" : "false";
            case INT2, INT4, INT8 -> text;
                // NaN and the infinities are texts.
            case NUMERIC ->
                    Character.isLetter(text.charAt(text.length() - 1)) ? quoted(text) : text;
            default -> quoted(text);
        };
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
