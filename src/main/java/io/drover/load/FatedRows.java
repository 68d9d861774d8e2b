package io.drover.load;

import io.drover.model.UnreadableRow;
import io.drover.model.rules.FatedRow;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/**
 * The rows of one chunk of a ruled table, as they come out of their rules, and what is known of
 * them elsewhere.
 *
 * @param rows of the shape of {@link FatedRow}; they are read once
 * @param sent how many rows the source says it sent, by chunk; asked after the last row, and not of
 *     a table whose rows move between chunks: there only the sum over all chunks can be compared
 * @param unread rows that the source could not be read as; asked after the last row
 * @param lookup of source rows
 */
public record FatedRows(
        Iterator<Row> rows,
        Supplier<Map<Integer, Long>> sent,
        Supplier<List<UnreadableRow>> unread,
        SourceRowLookup lookup) {
    /** Rows of a source that can read them all. */
    public FatedRows(
            Iterator<Row> rows, Supplier<Map<Integer, Long>> sent, SourceRowLookup lookup) {
        this(rows, sent, List::of, lookup);
    }
}
