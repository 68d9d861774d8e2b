package io.drover.ledger;

import io.drover.ledger.RuleReceipts.StepCount;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a retry writes of rows that were set aside, in the transaction that loads them: so each is
 * loaded once, whoever retries, dies and retries again.
 *
 * <p>Runs on: executors. Commits nothing itself.
 */
public final class Settlements {
    private static final String CHUNK =
            " WHERE load_id = ? AND table_number = ? AND generation = ? AND chunk_number = ?";

    private Settlements() {}

    /** Rows of one table that are retried together. */
    public record Batch(long loadId, int table, int generation, long runId, List<Long> ids)
            implements Serializable {
        public Batch {
            ids = List.copyOf(ids);
        }

        private String array() {
            return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        }
    }

    /** What became of a row; the names are the ledger's. */
    public enum State {
        HELD,
        LOADED,
        LEFT_OUT,
        GONE
    }

    /** A row that waits, with the steps that it was counted as violating. */
    public record Waiting(long id, int chunk, List<Integer> violated) {}

    /** Why a row stays: what the retry found of it. */
    public record Refusal(
            String state,
            String reason,
            String violations,
            @Nullable String sourceRow,
            @Nullable String wireForm,
            @Nullable byte[] wireRow) {}

    /**
     * Locks the rows of a batch that are still held, by id. Another retry of the same rows waits
     * here for this transaction's end and then finds what it left; a load that was abandoned has
     * none.
     */
    public static List<Waiting> lock(Connection connection, Batch batch) throws SQLException {
        String fence =
                "SELECT FROM %s.migration_load WHERE load_id = ? AND state IN ('COMPLETE', 'RELEASED') FOR SHARE"
                        .formatted(LedgerSchema.NAME);
        try (PreparedStatement select = connection.prepareStatement(fence)) {
            select.setLong(1, batch.loadId());
            try (ResultSet open = select.executeQuery()) {
                if (!open.next()) {
                    return List.of();
                }
            }
        }
        String sql =
                """
                SELECT quarantine_id, chunk_number,
                       ARRAY(SELECT DISTINCT (v ->> 'step')::int FROM jsonb_array_elements(violations) v ORDER BY 1)
                  FROM %s.quarantine
                 WHERE quarantine_id = ANY (?::bigint[]) AND load_id = ? AND table_number = ?
                   AND generation = ? AND committed AND state = 'HELD'
                 ORDER BY quarantine_id
                   FOR UPDATE
                """
                        .formatted(LedgerSchema.NAME);
        List<Waiting> waiting = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, batch.array());
            select.setLong(2, batch.loadId());
            select.setInt(3, batch.table());
            select.setInt(4, batch.generation());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    waiting.add(
                            new Waiting(
                                    row.getLong(1),
                                    row.getInt(2),
                                    List.of((Integer[]) row.getArray(3).getArray())));
                }
            }
        }
        return waiting;
    }

    /**
     * Which of the keys, by their places in the list, are those of each row; the server compares,
     * which knows when two numbers or texts of JSON are the same.
     *
     * @param keys JSON objects
     */
    public static Map<Long, List<Integer>> match(
            Connection connection, Batch batch, List<String> keys) throws SQLException {
        String sql =
                """
                SELECT q.quarantine_id, k.place - 1
                  FROM %s.quarantine q
                  JOIN (SELECT place, key::jsonb AS key FROM unnest(?::text[]) WITH ORDINALITY u (key, place)) k
                    ON k.key = q.source_key
                 WHERE q.quarantine_id = ANY (?::bigint[])
                 ORDER BY 1, 2
                """
                        .formatted(LedgerSchema.NAME);
        Map<Long, List<Integer>> matches = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", keys.toArray()));
            select.setString(2, batch.array());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    matches.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                            .add(row.getInt(2));
                }
            }
        }
        return matches;
    }

    /** Notes that a row waits no more. */
    public static void settle(Connection connection, Batch batch, long id, State state)
            throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE %s.quarantine SET state = ?, settled_run = ?, settled_at = clock_timestamp() WHERE quarantine_id = ?"
                                .formatted(LedgerSchema.NAME))) {
            update.setString(1, state.name());
            update.setLong(2, batch.runId());
            update.setLong(3, id);
            update.executeUpdate();
        }
    }

    /** Notes why a row stays. */
    public static void keep(Connection connection, long id, Refusal refusal) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE %s.quarantine SET reason_state = ?, reason = ?, violations = ?::jsonb, source_row = coalesce(?::jsonb, source_row), wire_form = ?, wire_row = ? WHERE quarantine_id = ?"
                                .formatted(LedgerSchema.NAME))) {
            update.setString(1, refusal.state());
            update.setString(2, refusal.reason());
            update.setString(3, refusal.violations());
            update.setString(4, refusal.sourceRow());
            update.setString(5, refusal.wireForm());
            if (refusal.wireRow() == null) {
                update.setNull(6, Types.BINARY);
            } else {
                update.setBytes(6, refusal.wireRow());
            }
            update.setLong(7, id);
            update.executeUpdate();
        }
    }

    /**
     * Moves the balance of a chunk: rows that were set aside are loaded or left out now. The server
     * refuses a balance that does not close.
     */
    public static void move(
            Connection connection,
            Batch batch,
            int chunk,
            SetDigest loaded,
            long bytes,
            long filtered,
            long deduplicated,
            List<StepCount> changes)
            throws SQLException {
        if (loaded.rows() + filtered + deduplicated > 0) {
            SetDigest sum = digest(connection, batch, chunk).plus(loaded);
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE "
                                    + LedgerSchema.NAME
                                    + ".receipt SET loaded_rows = loaded_rows + ?, filtered_rows = filtered_rows + ?,"
                                    + " deduplicated_rows = deduplicated_rows + ?,"
                                    + " quarantined_rows = quarantined_rows - ?, wire_bytes = wire_bytes + ?, digest = ?"
                                    + CHUNK)) {
                update.setLong(1, loaded.rows());
                update.setLong(2, filtered);
                update.setLong(3, deduplicated);
                update.setLong(4, loaded.rows() + filtered + deduplicated);
                update.setLong(5, bytes);
                update.setString(6, sum.hex());
                chunk(update, 7, batch, chunk);
                if (update.executeUpdate() != 1) {
                    throw new IllegalStateException(
                            "The receipt of chunk " + chunk + " of " + batch + " is gone");
                }
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + LedgerSchema.NAME
                                + ".rule_count AS c (load_id, table_number, generation, chunk_number, step_number,"
                                + " modified_rows, left_out_rows, violated_rows) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (load_id, table_number, generation, chunk_number, step_number)"
                                + " DO UPDATE SET modified_rows = c.modified_rows + excluded.modified_rows,"
                                + " left_out_rows = c.left_out_rows + excluded.left_out_rows,"
                                + " violated_rows = c.violated_rows + excluded.violated_rows")) {
            for (StepCount change : changes) {
                chunk(insert, 1, batch, chunk);
                insert.setInt(5, change.step());
                insert.setLong(6, change.modified());
                insert.setLong(7, change.leftOut());
                insert.setLong(8, change.violated());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static SetDigest digest(Connection connection, Batch batch, int chunk)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT digest FROM "
                                + LedgerSchema.NAME
                                + ".receipt"
                                + CHUNK
                                + " AND digest IS NOT NULL FOR UPDATE")) {
            chunk(select, 1, batch, chunk);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Receipts.sum(new String[] {row.getString(1)}, 0)
                        : SetDigest.EMPTY;
            }
        }
    }

    private static void chunk(PreparedStatement statement, int first, Batch batch, int chunk)
            throws SQLException {
        statement.setLong(first, batch.loadId());
        statement.setInt(first + 1, batch.table());
        statement.setInt(first + 2, batch.generation());
        statement.setInt(first + 3, chunk);
    }
}
