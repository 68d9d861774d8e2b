package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the records of an endpoint's text files are read: which columns a file has and where its
 * records are.
 *
 * <p>Column names of CSV that a header repeats get a number behind them, from 2: {@code id}, {@code
 * id_2}; empty ones and those of files without a header are {@code column_1}, …. Runs on: driver
 * and executors.
 */
final class TextFormat {
    /** A record that is longer while only its boundaries are looked for. */
    private static final long LONGEST_WHILE_SCANNING = 256L << 20;

    private final EndpointSpec endpoint;
    private final FilesSpec spec;

    TextFormat(EndpointSpec endpoint) {
        this.endpoint = endpoint;
        this.spec = (FilesSpec) endpoint.engine();
    }

    boolean isJson() {
        return spec.format() == FilesSpec.Format.JSONL;
    }

    private boolean hasHeader() {
        return !isJson() && spec.csv().header();
    }

    /**
     * The records of a part of a file, behind its header.
     *
     * @param columns whose values are wanted, of JSON lines; of CSV how many there are decides what
     *     a line without a character is
     * @param documents those of JSON lines whose values are wanted as JSON, texts too
     */
    Records records(FilePiece piece, List<String> columns, Set<String> documents, long longest)
            throws IOException {
        TextInput input = TextInput.open(endpoint, piece.file(), piece.from());
        Records records =
                over(
                        input.bytes(),
                        piece.file(),
                        piece.from() + input.skipped(),
                        piece.line(),
                        columns,
                        documents,
                        longest);
        if (piece.from() == 0 && hasHeader()) {
            records.next();
        }
        return records;
    }

    Records over(
            InputStream bytes,
            SourceFile file,
            long offset,
            long line,
            List<String> columns,
            Set<String> documents,
            long longest) {
        return isJson()
                ? new JsonRecords(bytes, file.name(), offset, line, longest, columns, documents)
                : new CsvRecords(
                        bytes,
                        file.name(),
                        offset,
                        line,
                        longest,
                        spec.csv(),
                        columns.size() == 1
                                ? CsvRecords.BlankLines.RECORDS
                                : CsvRecords.BlankLines.SKIPPED);
    }

    static long longestWhileScanning() {
        return LONGEST_WHILE_SCANNING;
    }

    /**
     * The columns of a CSV file, in its order.
     *
     * @param renamed those whose name is not as it is written
     */
    record Header(List<String> columns, List<String> renamed) implements Serializable {}

    /** The columns of a file that has some. */
    List<String> columns(SourceFile file) {
        Header header = header(file);
        return header == null ? List.of() : header.columns();
    }

    /** Null of a file without a record. */
    @Nullable
    Header header(SourceFile file) {
        try {
            TextInput input = TextInput.open(endpoint, file, 0);
            try (Records records =
                    over(
                            input.bytes(),
                            file,
                            input.skipped(),
                            1,
                            List.of("", ""),
                            Set.of(),
                            LONGEST_WHILE_SCANNING)) {
                return records.next() ? header(file, records) : null;
            }
        } catch (IOException failure) {
            throw TextInput.failure(file, failure);
        }
    }

    private Header header(SourceFile file, Records first) {
        List<String> renamed = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int field = 0; field < first.fields(); field++) {
            String damage = first.damage() == null ? first.damage(field) : first.damage();
            if (damage != null && spec.csv().header()) {
                throw new MigrationException(
                        ErrorKind.SOURCE,
                        "Cannot read the header of %s: line %d %s. Mend it, or set files.header = false where there is none."
                                .formatted(file.name(), first.line(), has(damage)));
            }
            String written =
                    spec.csv().header()
                            ? FieldWriter.text(first.array(), first.start(field), first.end(field))
                            : "";
            String name = written.isEmpty() ? "column_" + (field + 1) : written;
            int number = 1;
            String unique = name;
            while (!taken.add(unique)) {
                unique = name + "_" + ++number;
            }
            names.add(unique);
            if (spec.csv().header() && !unique.equals(written)) {
                renamed.add(unique);
            }
        }
        return new Header(List.copyOf(names), List.copyOf(renamed));
    }

    private static String has(String damage) {
        return damage.startsWith("has ") || damage.startsWith("is ") ? damage : "has " + damage;
    }
}
