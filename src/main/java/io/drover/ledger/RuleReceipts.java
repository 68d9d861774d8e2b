package io.drover.ledger;

import io.drover.ledger.Receipts.Claim;
import io.drover.model.Nullable;
import io.drover.model.rules.RowPlace;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * What rules did to the rows of a chunk, written in the chunk's own transaction, like its receipt.
 *
 * <p>Runs on: executors. Commits nothing itself.
 */
public final class RuleReceipts {
    private RuleReceipts() {}

    /** What one step did; {@code step} -1: values that could not be decoded. */
    public record StepCount(int step, long modified, long leftOut, long violated)
            implements Serializable {}

    /** A row that was dropped, and the one in whose favour; their JSON where it was found. */
    public record Duplicate(
            String place, String keptPlace, @Nullable String row, @Nullable String keptRow)
            implements Serializable {}

    /** A source row's place as the ledger writes it: its ctid, where it has one. */
    public static String place(long place) {
        return RowPlace.shown(place);
    }

    /** Writes the counts of the steps that did anything. */
    public static void counts(Connection connection, Claim claim, List<StepCount> counts)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".rule_count (load_id, table_number, generation, chunk_number, step_number,"
                                + " modified_rows, left_out_rows, violated_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (StepCount count : counts) {
                chunk(insert, claim);
                insert.setInt(5, count.step());
                insert.setLong(6, count.modified());
                insert.setLong(7, count.leftOut());
                insert.setLong(8, count.violated());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Writes rows that were dropped; a row is dropped once in a generation. */
    public static void duplicates(Connection connection, Claim claim, List<Duplicate> duplicates)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".deduplicated (load_id, table_number, generation, chunk_number, source_place,"
                                + " kept_place, source_row, kept_row) VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)")) {
            for (Duplicate duplicate : duplicates) {
                chunk(insert, claim);
                insert.setString(5, duplicate.place());
                insert.setString(6, duplicate.keptPlace());
                insert.setString(7, duplicate.row());
                insert.setString(8, duplicate.keptRow());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * A row whose fate is logged by itself.
     *
     * @param status the name of its fate
     * @param target the values that rules made; null where it was not loaded
     */
    public record LoggedRow(
            String place,
            String status,
            @Nullable String source,
            @Nullable String target,
            @Nullable String error)
            implements Serializable {}

    /** Writes the log of single rows. */
    public static void rows(Connection connection, Claim claim, List<LoggedRow> rows)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".row_log (load_id, table_number, generation, chunk_number, source_place,"
                                + " status, source_row, target_row, error)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)")) {
            for (LoggedRow row : rows) {
                chunk(insert, claim);
                insert.setString(5, row.place());
                insert.setString(6, row.status());
                insert.setString(7, row.source());
                insert.setString(8, row.target());
                insert.setString(9, row.error());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void chunk(PreparedStatement insert, Claim claim) throws SQLException {
        insert.setLong(1, claim.loadId());
        insert.setInt(2, claim.table());
        insert.setInt(3, claim.generation());
        insert.setInt(4, claim.chunk());
    }
}
