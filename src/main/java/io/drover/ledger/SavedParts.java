package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Parts of tables that a reconciliation has read, for one that goes on where it was killed. */
public final class SavedParts {
    private static final String FIND =
            """
            SELECT p.visible, p.relation_file, p.row_count, p.sums
              FROM %1$s.reconciliation_part p JOIN %1$s.run r USING (run_id)
             WHERE r.migration = ? AND p.side = ? AND p.source_table = ? AND p.target_table = ? AND p.relation = ?
               AND p.predicate = ? AND p.compared = ? AND p.server = ?
             ORDER BY p.run_id DESC LIMIT 1
            """
                    .formatted(LedgerSchema.NAME);

    private static final String SAVE =
            """
            INSERT INTO %s.reconciliation_part
                   (run_id, side, source_table, target_table, relation, predicate, compared, server, visible, relation_file, row_count, sums)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (run_id, side, source_table, target_table, relation, predicate)
                DO UPDATE SET relation_file = EXCLUDED.relation_file, compared = EXCLUDED.compared, server = EXCLUDED.server,
                              visible = EXCLUDED.visible, row_count = EXCLUDED.row_count, sums = EXCLUDED.sums
            """
                    .formatted(LedgerSchema.NAME);

    private static final String FORGET =
            """
            DELETE FROM %1$s.reconciliation_part
             WHERE run_id IN (SELECT run_id FROM %1$s.run WHERE migration = ?)
            """
                    .formatted(LedgerSchema.NAME);

    private final Connection connection;
    private final String migration;

    /** {@code connection}: to the target, in autocommit mode. */
    public SavedParts(Connection connection, String migration) {
        this.connection = connection;
        this.migration = migration;
    }

    /** What tells a part from others. */
    public record Key(
            String side,
            String source,
            String target,
            String relation,
            String predicate,
            String compared,
            String server) {}

    /** What was read of a part, and under which snapshot. */
    @SuppressWarnings("ArrayRecordComponent") // Carried to whoever unpacks it, never compared.
    public record Part(String visible, long relationFile, long rows, byte[] sums) {}

    /** The newest of this migration; null: there is none. */
    public @Nullable Part find(Key key) {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, migration);
            bind(select, 2, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new Part(
                                row.getString(1), row.getLong(2), row.getLong(3), row.getBytes(4))
                        : null;
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "look for what a killed reconciliation has read", failure);
        }
    }

    /** Keeps a part for a run; again replaces it. */
    public void save(long runId, Key key, Part part) {
        try (PreparedStatement insert = connection.prepareStatement(SAVE)) {
            insert.setLong(1, runId);
            int next = bind(insert, 2, key);
            insert.setString(next, part.visible());
            insert.setLong(next + 1, part.relationFile());
            insert.setLong(next + 2, part.rows());
            insert.setBytes(next + 3, part.sums());
            insert.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "note what was read in the ledger", failure);
        }
    }

    /** Forgets the parts of all runs of this migration: a reconciliation has ended. */
    public void forget() {
        try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setString(1, migration);
            delete.executeUpdate();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "forget what was read in the ledger", failure);
        }
    }

    private static int bind(PreparedStatement statement, int from, Key key) throws SQLException {
        statement.setString(from, key.side());
        statement.setString(from + 1, key.source());
        statement.setString(from + 2, key.target());
        statement.setString(from + 3, key.relation());
        statement.setString(from + 4, key.predicate());
        statement.setString(from + 5, key.compared());
        statement.setString(from + 6, key.server());
        return from + 7;
    }
}
