package io.drover.engine.jdbc;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import io.drover.model.Nullable;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The target's own receipts: a row for each chunk, written in the transaction of its rows. One is
 * settled when it is known how many rows were set aside before they came here; only then it counts
 * as loaded.
 *
 * <p>Runs on: driver and executors.
 */
final class ChunkReceipts implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long UNSETTLED = -1;

    private final String table;
    private final String migration;
    private final String target;
    private final long loadId;
    private final int generation;

    ChunkReceipts(StoreDialect dialect, StoredTable stored) {
        this.table = dialect.quote(dialect.receipts());
        this.migration = stored.migration();
        this.target = stored.plan().target().toString();
        this.loadId = stored.loadId();
        this.generation = stored.generation();
    }

    /** What the receipt of a chunk says; null without one. */
    @Nullable
    StoredChunk find(Connection connection, int chunk) throws SQLException {
        return read(connection, chunk).get(chunk);
    }

    /** All that are settled. */
    Map<Integer, StoredChunk> settled(Connection connection) throws SQLException {
        return read(connection, null);
    }

    private Map<Integer, StoredChunk> read(Connection connection, @Nullable Integer chunk)
            throws SQLException {
        String which = chunk == null ? "aside_rows <> " + UNSETTLED : "chunk_no = ?";
        Map<Integer, StoredChunk> chunks = new TreeMap<>();
        try (PreparedStatement statement =
                prepare(
                        connection,
                        "SELECT chunk_no, handed_rows, loaded_rows, aside_rows FROM %s WHERE %s AND load_id = ? AND generation = ? AND "
                                        .formatted(table, "migration = ? AND target = ?")
                                + which)) {
            if (chunk != null) {
                statement.setInt(5, chunk);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long handed = rows.getLong(2);
                    long loaded = rows.getLong(3);
                    long aside = Math.max(0, rows.getLong(4));
                    chunks.put(
                            rows.getInt(1),
                            new StoredChunk(
                                    rows.getInt(1),
                                    handed + aside,
                                    loaded,
                                    handed - loaded + aside));
                }
            }
        }
        return chunks;
    }

    /** In the transaction of the rows. */
    void write(Connection connection, int chunk, long handed, long loaded) throws SQLException {
        try (PreparedStatement statement =
                prepare(
                        connection,
                        "INSERT INTO %s (migration, target, load_id, generation, chunk_no, handed_rows, loaded_rows, aside_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                                .formatted(table))) {
            statement.setInt(5, chunk);
            statement.setLong(6, handed);
            statement.setLong(7, loaded);
            statement.setLong(8, UNSETTLED);
            statement.executeUpdate();
        }
    }

    void settle(Connection connection, int chunk, long aside) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE %s SET aside_rows = ? WHERE migration = ? AND target = ? AND load_id = ? AND generation = ? AND chunk_no = ?"
                                .formatted(table))) {
            statement.setLong(1, aside);
            statement.setString(2, migration);
            statement.setString(3, target);
            statement.setLong(4, loadId);
            statement.setInt(5, generation);
            statement.setInt(6, chunk);
            statement.executeUpdate();
        }
    }

    /** Of every load and generation of the migration into this target. */
    void forget(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "DELETE FROM %s WHERE migration = ? AND target = ?".formatted(table))) {
            statement.setString(1, migration);
            statement.setString(2, target);
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, migration);
        statement.setString(2, target);
        statement.setLong(3, loadId);
        statement.setInt(4, generation);
        return statement;
    }
}
