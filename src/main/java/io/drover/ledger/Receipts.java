package io.drover.ledger;

import io.drover.model.SetDigest;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The receipt of a chunk, written in the chunk's own transaction. Its primary key is what makes a
 * load exactly-once: of two attempts at a chunk one waits for the other's transaction to end, and
 * then finds the receipt there.
 *
 * <p>Runs on: executors. Commits nothing itself.
 */
public final class Receipts {
    private Receipts() {}

    /** Which chunk of which table, and who loads it. */
    public record Claim(
            long loadId,
            int table,
            int generation,
            int chunk,
            long epochId,
            long runId,
            String attempt)
            implements Serializable {}

    /** What became of a claim. */
    public enum Claimed {
        /** The chunk is this transaction's to load. */
        MINE,
        /** Another attempt has loaded it already. */
        LOADED_BEFORE,
        /** The table was begun again by another run: this attempt must load nothing. */
        FENCED
    }

    /**
     * Claims a chunk, after waiting for any other attempt at it to commit or roll back. The shared
     * locks on the load's and the table's rows keep the next run, and a restart of the table,
     * waiting until this transaction ends; from then on only that run's claims succeed.
     */
    public static Claimed claim(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "WITH fence AS (SELECT t.load_id, t.table_number, t.generation FROM "
                                + LedgerSchema.NAME
                                + ".table_load t JOIN "
                                + LedgerSchema.NAME
                                + ".migration_load m USING (load_id) WHERE t.load_id = ? AND"
                                + " t.table_number = ? AND t.generation = ? AND t.state = 'LOADING'"
                                + " AND m.state = 'LOADING' AND m.owner_run = ? FOR SHARE OF t, m)"
                                + " INSERT INTO "
                                + LedgerSchema.NAME
                                + ".receipt (load_id, table_number, generation, chunk_number, epoch_id, run_id,"
                                + " attempt) SELECT load_id, table_number, generation, ?, ?, ?, ? FROM fence"
                                + " ON CONFLICT DO NOTHING")) {
            insert.setLong(1, claim.loadId());
            insert.setInt(2, claim.table());
            insert.setInt(3, claim.generation());
            insert.setLong(4, claim.runId());
            insert.setInt(5, claim.chunk());
            insert.setLong(6, claim.epochId());
            insert.setLong(7, claim.runId());
            insert.setString(8, claim.attempt());
            if (insert.executeUpdate() == 1) {
                return Claimed.MINE;
            }
        }
        return exists(connection, claim) ? Claimed.LOADED_BEFORE : Claimed.FENCED;
    }

    /** Completes the receipt with its counts; the server refuses a balance that does not close. */
    public static void complete(Connection connection, Claim claim, Counts counts)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE "
                                + LedgerSchema.NAME
                                + ".receipt SET read_rows = ?, loaded_rows = ?, filtered_rows = ?, deduplicated_rows = ?,"
                                + " quarantined_rows = ?, wire_bytes = ?, digest = ?, nulled_values = ?, finished_at = clock_timestamp() WHERE load_id = ? AND"
                                + " table_number = ? AND generation = ? AND chunk_number = ?")) {
            update.setLong(1, counts.read());
            update.setLong(2, counts.loaded().rows());
            update.setLong(3, counts.filtered());
            update.setLong(4, counts.deduplicated());
            update.setLong(5, counts.quarantined());
            update.setLong(6, counts.wireBytes());
            update.setString(7, counts.loaded().hex());
            update.setLong(8, counts.nulled());
            update.setLong(9, claim.loadId());
            update.setInt(10, claim.table());
            update.setInt(11, claim.generation());
            update.setInt(12, claim.chunk());
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("The receipt of " + claim + " is gone");
            }
        }
    }

    /**
     * What a chunk's rows became.
     *
     * @param loaded count and digest of the rows that were loaded
     * @param nulled values of them that were made NULL, as the spec says
     */
    public record Counts(
            long read,
            SetDigest loaded,
            long filtered,
            long deduplicated,
            long quarantined,
            long wireBytes,
            long nulled) {
        /** Of rows of which no value was made NULL. */
        public Counts(
                long read,
                SetDigest loaded,
                long filtered,
                long deduplicated,
                long quarantined,
                long wireBytes) {
            this(read, loaded, filtered, deduplicated, quarantined, wireBytes, 0);
        }
    }

    private static boolean exists(Connection connection, Claim claim) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT 1 FROM "
                                + LedgerSchema.NAME
                                + ".receipt WHERE load_id = ? AND table_number = ? AND generation = ? AND"
                                + " chunk_number = ?")) {
            select.setLong(1, claim.loadId());
            select.setInt(2, claim.table());
            select.setInt(3, claim.generation());
            select.setInt(4, claim.chunk());
            try (ResultSet found = select.executeQuery()) {
                return found.next();
            }
        }
    }

    /** The digest of several receipts' rows together, from their hexadecimal forms. */
    static SetDigest sum(String[] digests, long rows) {
        SetDigest sum = SetDigest.EMPTY;
        for (String hex : digests) {
            sum =
                    sum.plus(
                            new SetDigest(
                                    0,
                                    Long.parseUnsignedLong(hex.substring(0, 16), 16),
                                    Long.parseUnsignedLong(hex.substring(16), 16)));
        }
        return new SetDigest(rows, sum.high(), sum.low());
    }
}
