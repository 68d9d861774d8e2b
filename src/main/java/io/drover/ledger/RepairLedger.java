package io.drover.ledger;

import io.drover.dialect.postgres.RepairSql.Kinds;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the ledger has of the repair of one reconciliation. Runs on: driver. */
public final class RepairLedger {
    private static final int BATCH = 100_000;
    private static final int KEYS_TOGETHER = 1000;

    private static final String NEXT =
            """
            SELECT jsonb_agg(key ORDER BY number), max(number)
              FROM (SELECT key, number, (row_number() OVER (ORDER BY number) - 1) / ? AS part
                      FROM (SELECT key, number FROM %s.difference
                             WHERE run_id = ? AND table_number = ? AND number > ? AND kind IN (%s)
                             ORDER BY number LIMIT ?) AS first) AS parts
             GROUP BY part ORDER BY part
            """;

    private static final String LEAVE =
            """
            INSERT INTO %1$s.repair (run_id, table_number, difference, action, reason)
            SELECT run_id, table_number, number, 'LEFT', ?
              FROM %1$s.difference WHERE run_id = ? AND table_number = ? AND kind IN (%2$s)
            """;

    private static final String DONE =
            """
            SELECT action, reason, count(*) FROM %s.repair WHERE run_id = ? AND table_number = ?
             GROUP BY action, reason ORDER BY count(*) DESC, reason
            """;

    private final Connection connection;
    private final long runId;

    /** {@code runId}: the reconciliation whose differences are repaired. */
    public RepairLedger(Connection connection, long runId) {
        this.connection = connection;
        this.runId = runId;
    }

    /**
     * Some differences.
     *
     * @param keys JSON arrays of the keys, of up to a thousand each
     * @param until the number of the last one
     */
    public record Batch(List<String> keys, long until) {}

    /** {@code left}: how many differences are as they were, by the reason. */
    public record Done(long loaded, long deleted, Map<String, Long> left) {}

    /** The differences of a table that come behind a number; none: no keys. */
    public Batch next(int table, Kinds kinds, long after) {
        List<String> keys = new ArrayList<>();
        long until = after;
        try (PreparedStatement select =
                connection.prepareStatement(NEXT.formatted(LedgerSchema.NAME, kinds.list()))) {
            select.setInt(1, KEYS_TOGETHER);
            select.setLong(2, runId);
            select.setInt(3, table);
            select.setLong(4, after);
            select.setInt(5, BATCH);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.add(row.getString(1));
                    until = row.getLong(2);
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the differences to repair", failure);
        }
        return new Batch(keys, until);
    }

    /** Notes that nothing is done about a table's differences, and why. */
    public void leave(int table, Kinds kinds, String why) {
        try (PreparedStatement insert =
                connection.prepareStatement(LEAVE.formatted(LedgerSchema.NAME, kinds.list()))) {
            insert.setString(1, why);
            insert.setLong(2, runId);
            insert.setInt(3, table);
            insert.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "note what is not repaired", failure);
        }
    }

    /** What was done about the differences of a table. */
    public Done done(int table) {
        Map<String, Long> left = new LinkedHashMap<>();
        long loaded = 0;
        long deleted = 0;
        try (PreparedStatement select =
                connection.prepareStatement(DONE.formatted(LedgerSchema.NAME))) {
            select.setLong(1, runId);
            select.setInt(2, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    switch (row.getString(1)) {
                        case "LOADED" -> loaded += row.getLong(3);
                        case "DELETED" -> deleted += row.getLong(3);
                        default -> left.put(row.getString(2), row.getLong(3));
                    }
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read what was repaired", failure);
        }
        return new Done(loaded, deleted, left);
    }
}
