package io.drover.engine.files;

import io.drover.model.TableName;
import java.util.List;

/**
 * What the scan of a table's files found.
 *
 * @param columns in order
 * @param guesses for each of them
 * @param parts adjoining parts of its files, in order, from record to record
 * @param renamed columns whose header was another's or empty
 */
record ScannedTable(
        TableName name,
        List<String> columns,
        List<ColumnGuess> guesses,
        List<Part> parts,
        List<String> renamed) {
    ScannedTable {
        columns = List.copyOf(columns);
        guesses = List.copyOf(guesses);
        parts = List.copyOf(parts);
        renamed = List.copyOf(renamed);
    }

    /**
     * A part of a file.
     *
     * @param rows exactly
     * @param bytes as they are stored
     */
    record Part(FilePiece piece, long rows, long bytes) {}

    long rows() {
        return parts.stream().mapToLong(Part::rows).sum();
    }

    long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }
}
