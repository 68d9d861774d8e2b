package io.drover.ledger;

import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * Writes the differences that one partition of a reconciliation has found, in one transaction. What
 * another attempt at the partition has written is replaced, so its rows are there once.
 *
 * <p>They count when the run has a verdict on their table; rows of runs that were killed are
 * deleted by the next reconciliation.
 *
 * <p>Runs on: executors. Memory: one row.
 */
public final class DifferenceRows implements AutoCloseable {
    /** A difference's number is its partition, then this many bits of its number there, from 1. */
    private static final int NUMBER_BITS = 40;

    private static final String COPY =
            "COPY "
                    + LedgerSchema.NAME
                    + ".difference (run_id, table_number, number, kind, key, changed_columns, source_row,"
                    + " target_row, copies, reasons) FROM STDIN (FORMAT binary)";

    private final Connection connection;
    private final long runId;
    private final int partition;
    private final DifferenceTuple tuple = new DifferenceTuple();
    private @Nullable CopyInRows copy;
    private int table = -1;

    /** Takes the connection, which the caller closes, out of autocommit mode. */
    public DifferenceRows(Connection connection, long runId, int partition) {
        this.connection = connection;
        this.runId = runId;
        this.partition = partition;
        try {
            connection.setAutoCommit(false);
            // A twin that is still writing is waited for, and then replaced.
            try (PreparedStatement lock =
                    connection.prepareStatement(
                            "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(?, 0))")) {
                lock.setString(1, "drover difference " + runId + " " + partition);
                lock.execute();
            }
        } catch (SQLException failure) {
            throw wrapped(failure);
        }
    }

    /**
     * Adds a difference; those of a table come one behind the other.
     *
     * @param number within partition and table, from 0
     */
    public void add(int tableNumber, long number, Difference difference) {
        try {
            if (copy == null || tableNumber != table) {
                finishCopy();
                table = tableNumber;
                deleteAttempt();
                copy = new CopyInRows(connection, COPY, WireForm.BINARY);
            }
            tuple.put(
                    runId, tableNumber, ((long) partition << NUMBER_BITS) + number + 1, difference);
            copy.write(tuple.bytes(), 0, tuple.length());
        } catch (SQLException failure) {
            throw wrapped(failure);
        }
    }

    private void deleteAttempt() throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM "
                                + LedgerSchema.NAME
                                + ".difference WHERE run_id = ? AND table_number = ? AND number >= ? AND number < ?")) {
            delete.setLong(1, runId);
            delete.setInt(2, table);
            delete.setLong(3, (long) partition << NUMBER_BITS);
            delete.setLong(4, (partition + 1L) << NUMBER_BITS);
            delete.executeUpdate();
        }
    }

    private void finishCopy() throws SQLException {
        if (copy != null) {
            copy.finish();
            copy = null;
        }
    }

    /** Commits what was added. */
    public void commit() {
        try {
            finishCopy();
            connection.commit();
        } catch (SQLException failure) {
            throw wrapped(failure);
        }
    }

    /** Rolls back what was not committed. */
    @Override
    public void close() {
        try {
            if (copy != null) {
                copy.close();
            }
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            // A lost connection has rolled back by itself; whoever uses it next is told.
        }
    }

    /**
     * Deletes the differences of a table but for the first ones of each partition.
     *
     * @param kept by partition how many stay; none of a partition that is absent
     */
    public static void keep(
            Connection connection, long runId, int tableNumber, Map<Integer, Long> kept) {
        try (PreparedStatement delete =
                connection.prepareStatement(
                        "DELETE FROM "
                                + LedgerSchema.NAME
                                + ".difference d WHERE run_id = ? AND table_number = ?"
                                + " AND number & ((1::bigint << 40) - 1) > coalesce((SELECT k.rows FROM"
                                + " unnest(?::bigint[], ?::bigint[]) AS k (partition, rows)"
                                + " WHERE k.partition = number >> 40), 0)")) {
            delete.setLong(1, runId);
            delete.setInt(2, tableNumber);
            Object[] partitions = kept.keySet().stream().map(Integer::longValue).toArray();
            delete.setArray(3, connection.createArrayOf("bigint", partitions));
            delete.setArray(4, connection.createArrayOf("bigint", kept.values().toArray()));
            delete.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "delete differences from the ledger", failure);
        }
    }

    private static RuntimeException wrapped(SQLException failure) {
        return SqlFailures.wrap(Side.TARGET, "write differences to the ledger", failure);
    }
}
