package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.TableVerdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what a reconciliation finds: the differences while they come, in batches, and the verdicts
 * at the end; all of it in one transaction, so that a verdict and its differences are there
 * together.
 *
 * <p>Runs on: driver, one thread. Memory: one batch.
 */
public final class Findings implements AutoCloseable {
    private static final int BATCH_ROWS = 500;

    private final Connection connection;
    private final long runId;
    private final Map<Integer, Long> numbers = new LinkedHashMap<>();
    private final PreparedStatement insert;
    private int pending;

    /** Takes the connection, which the caller closes, out of autocommit mode. */
    public Findings(Connection connection, long runId) {
        this.connection = connection;
        this.runId = runId;
        try {
            connection.setAutoCommit(false);
            this.insert =
                    connection.prepareStatement(
                            "INSERT INTO "
                                    + LedgerSchema.NAME
                                    + ".difference (run_id, table_number, number, kind, key, changed_columns,"
                                    + " source_row, target_row, copies, reasons) VALUES (?, ?, ?, ?, ?::jsonb, ?,"
                                    + " ?::jsonb, ?::jsonb, ?, ?::jsonb)");
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "write differences to the ledger", failure);
        }
    }

    /** Adds a difference of a table. */
    public void add(int table, Difference difference) {
        try {
            insert.setLong(1, runId);
            insert.setInt(2, table);
            insert.setLong(3, numbers.merge(table, 1L, Long::sum));
            insert.setString(4, difference.kind().name());
            insert.setString(5, ProofJson.write(difference.key()));
            insert.setArray(
                    6, connection.createArrayOf("text", difference.changedColumns().toArray()));
            insert.setString(7, ProofJson.write(difference.sourceRow()));
            insert.setString(8, ProofJson.write(difference.targetRow()));
            insert.setLong(9, difference.copies());
            insert.setString(10, ProofJson.write(difference.reasons()));
            insert.addBatch();
            if (++pending == BATCH_ROWS) {
                flush();
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "write differences to the ledger", failure);
        }
    }

    /**
     * Writes the verdicts and commits.
     *
     * @param overall the levels that are about no single table
     */
    public void conclude(List<TableVerdict> verdicts, List<LevelVerdict> overall) {
        try (PreparedStatement row =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".reconciliation (run_id, table_number, source_table, target_table, verdict,"
                                + " equality, source_rows, target_rows, source_digest, target_digest,"
                                + " missing_rows, extra_rows, changed_rows, duplicated_rows, levels, seconds,"
                                + " computed, notes, reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " ?::jsonb, ?, ?, ?::jsonb, ?::jsonb)")) {
            flush();
            overall(overall);
            for (TableVerdict verdict : verdicts) {
                row.setLong(1, runId);
                row.setInt(2, verdict.tableNumber());
                row.setString(3, verdict.source().toString());
                row.setString(4, verdict.target().toString());
                row.setString(5, verdict.verdict().name());
                row.setString(6, verdict.equality());
                row.setLong(7, verdict.sourceDigest().rows());
                row.setLong(8, verdict.targetDigest().rows());
                row.setString(9, verdict.sourceDigest().hex());
                row.setString(10, verdict.targetDigest().hex());
                row.setLong(11, verdict.missing());
                row.setLong(12, verdict.extra());
                row.setLong(13, verdict.changed());
                row.setLong(14, verdict.duplicated());
                row.setString(15, ProofJson.levels(verdict.levels()));
                row.setDouble(16, verdict.took().toNanos() / 1e9);
                row.setString(17, verdict.computed());
                row.setString(18, ProofJson.write(verdict.notes()));
                row.setString(19, ProofJson.reasons(verdict.reasons()));
                row.addBatch();
            }
            row.executeBatch();
            connection.commit();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "write verdicts to the ledger", failure);
        }
    }

    /** Rolls back what was not concluded. */
    @Override
    public void close() {
        try {
            insert.close();
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            // A lost connection has rolled back by itself; whoever uses it next is told.
        }
    }

    private void overall(List<LevelVerdict> levels) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".reconciliation_run (run_id, levels) VALUES (?, ?::jsonb)")) {
            row.setLong(1, runId);
            row.setString(2, ProofJson.levels(levels));
            row.executeUpdate();
        }
    }

    private void flush() throws SQLException {
        if (pending > 0) {
            insert.executeBatch();
            pending = 0;
        }
    }
}
