package io.drover.load;

import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.RuleReceipts;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The rows of a chunk that a deduplication dropped, and in whose favour: their places only.
 *
 * <p>Memory: 16 bytes for each.
 */
final class Duplicates {
    private long[] dropped = new long[64];
    private long[] kept = new long[64];
    private int rows;

    void add(long droppedPlace, long keptPlace) {
        if (rows == dropped.length) {
            dropped = Arrays.copyOf(dropped, 2 * rows);
            kept = Arrays.copyOf(kept, 2 * rows);
        }
        dropped[rows] = droppedPlace;
        kept[rows] = keptPlace;
        rows++;
    }

    int rows() {
        return rows;
    }

    /** A place that was dropped more than once, which no row can be. */
    OptionalLong repeated() {
        long[] sorted = Arrays.copyOf(dropped, rows);
        Arrays.sort(sorted);
        for (int row = 1; row < rows; row++) {
            if (sorted[row] == sorted[row - 1]) {
                return OptionalLong.of(sorted[row]);
            }
        }
        return OptionalLong.empty();
    }

    /** Writes them to the ledger, with both rows where they can be looked up. */
    void write(Connection connection, Claim claim, @Nullable SourceRowLookup lookup)
            throws SQLException {
        for (int from = 0; from < rows; from += FetchedRows.AT_ONCE) {
            RuleReceipts.duplicates(connection, claim, some(from, lookup));
        }
    }

    /** The first of them, for those who cannot keep all. */
    List<RuleReceipts.Duplicate> first(@Nullable SourceRowLookup lookup) {
        return some(0, lookup);
    }

    private List<RuleReceipts.Duplicate> some(int from, @Nullable SourceRowLookup lookup) {
        int until = Math.min(rows, from + FetchedRows.AT_ONCE);
        FetchedRows source =
                FetchedRows.at(
                        lookup,
                        IntStream.range(2 * from, 2 * until)
                                .mapToLong(n -> n % 2 == 0 ? dropped[n / 2] : kept[n / 2]));
        List<RuleReceipts.Duplicate> duplicates = new ArrayList<>();
        for (int row = from; row < until; row++) {
            duplicates.add(
                    new RuleReceipts.Duplicate(
                            RuleReceipts.place(dropped[row]),
                            RuleReceipts.place(kept[row]),
                            source.row(dropped[row]),
                            source.row(kept[row])));
        }
        return duplicates;
    }
}
