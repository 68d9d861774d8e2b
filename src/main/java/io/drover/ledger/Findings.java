package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TableVerdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The verdicts of a reconciliation, which make its differences count: tasks write those beforehand,
 * see {@link DifferenceRows}. Closing without verdicts deletes them.
 *
 * <p>While it is open it holds a lock by which others see that the run is alive; at the beginning
 * it deletes the differences of runs that were killed before their verdicts.
 *
 * <p>Runs on: driver, one thread.
 */
public final class Findings implements AutoCloseable {
    private static final String LOCK = "hashtextextended('drover reconcile ' || ?::bigint, 0)";

    /** Of runs without verdicts, whether they are still going on or not. */
    private static final String UNCONCLUDED =
            """
            SELECT run_id FROM {ledger}.run r
            WHERE NOT EXISTS (SELECT FROM {ledger}.reconciliation v WHERE v.run_id = r.run_id)
              AND EXISTS (SELECT FROM {ledger}.difference d WHERE d.run_id = r.run_id)
            ORDER BY run_id
            """;

    private final Connection connection;
    private final long runId;
    private boolean concluded;
    private @Nullable Snapshot source;
    private @Nullable Snapshot target;

    /** Keeps the connection, which the caller closes, for as long as it is open. */
    public Findings(Connection connection, long runId) {
        this.connection = connection;
        this.runId = runId;
        try {
            ask("SELECT pg_advisory_lock(" + LOCK + ")", runId);
            try (Statement statement = connection.createStatement();
                    ResultSet runs =
                            statement.executeQuery(
                                    UNCONCLUDED.replace("{ledger}", LedgerSchema.NAME))) {
                while (runs.next()) {
                    deleteIfDead(runs.getLong(1));
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "begin a reconciliation in the ledger", failure);
        }
    }

    private void deleteIfDead(long other) throws SQLException {
        if (other != runId && ask("SELECT pg_try_advisory_lock(" + LOCK + ")", other)) {
            delete(other);
            ask("SELECT pg_advisory_unlock(" + LOCK + ")", other);
        }
    }

    private void delete(long run) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM " + LedgerSchema.NAME + ".difference WHERE run_id = ?")) {
            delete.setLong(1, run);
            delete.executeUpdate();
        }
    }

    private boolean ask(String sql, long run) throws SQLException {
        try (PreparedStatement question = connection.prepareStatement(sql)) {
            question.setLong(1, run);
            try (ResultSet answer = question.executeQuery()) {
                return answer.next() && "t".equals(answer.getString(1));
            }
        }
    }

    /** What both sides were read under, to be written with the verdicts. */
    public void readUnder(Snapshot source, Snapshot target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Writes the verdicts, all at once.
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
                                + " computed, notes, reasons, shown)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb)")) {
            connection.setAutoCommit(false);
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
                row.setString(20, ProofJson.differences(verdict.shown()));
                row.addBatch();
            }
            row.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
            concluded = true;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "write verdicts to the ledger", failure);
        }
    }

    @Override
    public void close() {
        try {
            if (!concluded) {
                connection.rollback();
                connection.setAutoCommit(true);
                delete(runId);
            }
            ask("SELECT pg_advisory_unlock(" + LOCK + ")", runId);
        } catch (SQLException lost) {
            // With the connection the lock is gone: the next reconciliation deletes them.
        }
    }

    private void overall(List<LevelVerdict> levels) throws SQLException {
        try (PreparedStatement row =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".reconciliation_run (run_id, levels, source_snapshot, target_snapshot)"
                                + " VALUES (?, ?::jsonb, ?::jsonb, ?::jsonb)")) {
            row.setLong(1, runId);
            row.setString(2, ProofJson.levels(levels));
            row.setString(3, source == null ? null : ProofJson.snapshot(source));
            row.setString(4, target == null ? null : ProofJson.snapshot(target));
            row.executeUpdate();
        }
    }
}
