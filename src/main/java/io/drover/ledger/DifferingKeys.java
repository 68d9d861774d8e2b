package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The keys of the rows that a reconciliation found to differ. Runs on: driver. */
public final class DifferingKeys {
    private static final String KEYS =
            """
            SELECT count(*), jsonb_agg(key) FILTER (WHERE place <= ?)
              FROM (SELECT key, row_number() OVER () AS place FROM %s.difference
                     WHERE run_id = ? AND table_number = ?) AS keys
            """
                    .formatted(LedgerSchema.NAME);

    private static final String KEEP =
            """
            DELETE FROM %s.difference
             WHERE run_id = ? AND table_number = ? AND key NOT IN (SELECT jsonb_array_elements(?::jsonb))
            """
                    .formatted(LedgerSchema.NAME);

    private final Connection connection;
    private final long runId;

    public DifferingKeys(Connection connection, long runId) {
        this.connection = connection;
        this.runId = runId;
    }

    /** A JSON array of a table's keys; null where there are none, or more than {@code most}. */
    public @Nullable String of(int table, int most) {
        try (PreparedStatement select = connection.prepareStatement(KEYS)) {
            select.setInt(1, most);
            select.setLong(2, runId);
            select.setInt(3, table);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1) > most ? null : row.getString(2);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the keys of rows that differ", failure);
        }
    }

    /** Forgets the differences of a table whose keys are not among these. */
    public void keepOnly(int table, String keys) {
        try (PreparedStatement delete = connection.prepareStatement(KEEP)) {
            delete.setLong(1, runId);
            delete.setInt(2, table);
            delete.setString(3, keys);
            delete.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "forget rows that agree by now", failure);
        }
    }
}
