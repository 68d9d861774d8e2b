package io.drover.load;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Receipts.Claim;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one chunk that the target refused, kept with its own message; within the limit they
 * commit with the chunk, beyond it the chunk is rolled back and they are kept as evidence.
 */
final class Quarantine {
    private final TablePlan table;
    private final Claim claim;
    private final long maxRows;
    private final List<Refused> refused = new ArrayList<>();

    Quarantine(TablePlan table, Claim claim, long maxRows) {
        this.table = table;
        this.claim = claim;
        this.maxRows = maxRows;
    }

    /** One refused row, whole; {@code number} is its place in the chunk, from 1. */
    private record Refused(long number, byte[] row, String state, String reason) {}

    long rows() {
        return refused.size();
    }

    /**
     * Sets a row aside.
     *
     * @throws MigrationException QUARANTINE_LIMIT when the chunk alone passes the limit
     */
    void add(long number, byte[] row, SQLException refusal) {
        refused.add(
                new Refused(number, row, refusal.getSQLState(), SqlFailures.serverText(refusal)));
        if (refused.size() > maxRows) {
            throw limitPassed(refused.size());
        }
    }

    /** Writes the rows in the chunk's transaction, after a look at what other chunks set aside. */
    void commitWith(Connection connection) throws SQLException {
        if (refused.isEmpty()) {
            return;
        }
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
            // One chunk at a time counts, so that none misses what another is about to commit.
            lock.setInt(1, (int) claim.loadId());
            lock.setInt(2, claim.table());
            lock.execute();
        }
        long before = 0;
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT coalesce(sum(quarantined_rows), 0) FROM "
                                + LedgerSchema.NAME
                                + ".receipt WHERE load_id = ? AND table_number = ? AND generation = ?")) {
            select.setLong(1, claim.loadId());
            select.setInt(2, claim.table());
            select.setInt(3, claim.generation());
            try (ResultSet result = select.executeQuery()) {
                result.next();
                before = result.getLong(1);
            }
        }
        if (before + refused.size() > maxRows) {
            throw limitPassed(before + refused.size());
        }
        insert(connection, true);
    }

    /** Writes the rows by themselves, after the chunk was rolled back. */
    void keepAsEvidence(Connection connection) throws SQLException {
        insert(connection, false);
    }

    private void insert(Connection connection, boolean committed) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".quarantine (load_id, table_number, generation, chunk_number, run_id,"
                                + " committed, row_number, wire_form, wire_row, reason_state, reason)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            for (Refused row : refused) {
                insert.setLong(1, claim.loadId());
                insert.setInt(2, claim.table());
                insert.setInt(3, claim.generation());
                insert.setInt(4, claim.chunk());
                insert.setLong(5, claim.runId());
                insert.setBoolean(6, committed);
                insert.setLong(7, row.number());
                insert.setString(8, table.wire().name());
                insert.setBytes(9, row.row());
                insert.setString(10, row.state());
                insert.setString(11, row.reason());
                insert.executeUpdate();
            }
        }
    }

    private MigrationException limitPassed(long rows) {
        Refused last = refused.get(refused.size() - 1);
        return new MigrationException(
                ErrorKind.QUARANTINE_LIMIT,
                ("Cannot load %s: the target refused %d row%s and quarantine.max-rows is %d; row %d of chunk %d:"
                                + " %s [SQLSTATE %s]. Mend the row or the target, or raise the limit to set such"
                                + " rows aside; the refused rows are in %s.quarantine. The same command goes on.")
                        .formatted(
                                table.target(),
                                rows,
                                rows == 1 ? "" : "s",
                                maxRows,
                                last.number(),
                                claim.chunk(),
                                last.reason(),
                                last.state(),
                                LedgerSchema.NAME));
    }
}
