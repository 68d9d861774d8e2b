package io.drover.engine.snowflake;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The receipts of loads, rows of a table in the schema that is loaded into, each written in the
 * transaction of what it vouches for. Snowflake enforces no key, so every such transaction first
 * changes the guard of its table: an update takes a lock, behind which all that was committed
 * before is seen, even what a lost connection has under way.
 */
final class LoadReceipts {
    /** In place of a chunk's number. */
    private static final int GUARD = -1;

    /** What a step did, likewise. */
    enum Step {
        CLONED(-2),
        PUBLISHED(-3),
        SWAPPED(-4);

        private final int number;

        Step(int number) {
            this.number = number;
        }
    }

    private final String name;
    private final StoredTable table;
    private final String migration;
    private final String target;

    LoadReceipts(SnowflakeNames names, StoredTable table) {
        this.name = names.quote(names.receipts());
        this.table = table;
        this.migration = SnowflakeNames.literal(table.migration());
        this.target = SnowflakeNames.literal(table.plan().target().toString());
    }

    static String create(SnowflakeNames names) {
        return "CREATE TABLE IF NOT EXISTS %s (\"MIGRATION\" VARCHAR(200) NOT NULL, \"TARGET\" VARCHAR(600) NOT NULL, \"LOAD_ID\" NUMBER(19,0) NOT NULL, \"GENERATION\" NUMBER(10,0) NOT NULL, \"CHUNK_NO\" NUMBER(10,0) NOT NULL, \"READ_ROWS\" NUMBER(19,0) NOT NULL, \"LOADED_ROWS\" NUMBER(19,0) NOT NULL, \"QUARANTINED_ROWS\" NUMBER(19,0) NOT NULL, \"QUERY_ID\" VARCHAR(100), \"WRITTEN_AT\" TIMESTAMP_LTZ(6) NOT NULL)"
                .formatted(names.quote(names.receipts()));
    }

    /** Locks out every other load of the table until the transaction ends. */
    void lock(Connection connection) throws SQLException {
        String lock =
                "UPDATE %s SET \"READ_ROWS\" = \"READ_ROWS\" + 1 WHERE %s AND \"CHUNK_NO\" = %d"
                        .formatted(name, ofTable(), GUARD);
        if (update(connection, lock) == 0) {
            write(connection, GUARD, 0, 0, "0, 0, 0", "");
            connection.commit();
            update(connection, lock);
        }
    }

    /** Those of the load's generation. */
    Map<Integer, StoredChunk> chunks(Connection connection) throws SQLException {
        Map<Integer, StoredChunk> chunks = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT \"CHUNK_NO\", \"READ_ROWS\", \"LOADED_ROWS\", \"QUARANTINED_ROWS\" FROM %s WHERE %s AND \"LOAD_ID\" = %d AND \"GENERATION\" = %d AND \"CHUNK_NO\" >= 0"
                                        .formatted(
                                                name,
                                                ofTable(),
                                                table.loadId(),
                                                table.generation()))) {
            while (rows.next()) {
                StoredChunk chunk =
                        new StoredChunk(
                                rows.getInt(1), rows.getLong(2), rows.getLong(3), rows.getLong(4));
                chunks.put(chunk.number(), chunk);
            }
        }
        return chunks;
    }

    /** In the transaction of the rows. */
    void write(Connection connection, Collection<StoredChunk> chunks, String queryId)
            throws SQLException {
        List<String> rows = new ArrayList<>();
        for (StoredChunk chunk : chunks) {
            rows.add(
                    row(
                            chunk.number(),
                            table.loadId(),
                            table.generation(),
                            "%d, %d, %d"
                                    .formatted(chunk.read(), chunk.loaded(), chunk.quarantined()),
                            queryId));
        }
        insert(connection, String.join(" UNION ALL ", rows));
    }

    boolean has(Connection connection, Step step) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT COUNT(*) FROM %s WHERE %s AND \"LOAD_ID\" = %d AND \"CHUNK_NO\" = %d"
                                        .formatted(name, ofTable(), table.loadId(), step.number))) {
            rows.next();
            return rows.getLong(1) > 0;
        }
    }

    void write(Connection connection, Step step, long rows, String queryId) throws SQLException {
        write(
                connection,
                step.number,
                table.loadId(),
                table.generation(),
                "%d, %d, 0".formatted(rows, rows),
                queryId);
    }

    /** Of every load of the migration into this table; the guard stays. */
    void forget(Connection connection) throws SQLException {
        update(
                connection,
                "DELETE FROM %s WHERE %s AND \"CHUNK_NO\" <> %d".formatted(name, ofTable(), GUARD));
    }

    private void write(
            Connection connection,
            int number,
            long loadId,
            int generation,
            String counts,
            String queryId)
            throws SQLException {
        insert(connection, row(number, loadId, generation, counts, queryId));
    }

    private String row(int number, long loadId, int generation, String counts, String queryId) {
        return "SELECT %s, %s, %d, %d, %d, %s, %s, CURRENT_TIMESTAMP"
                .formatted(
                        migration,
                        target,
                        loadId,
                        generation,
                        number,
                        counts,
                        SnowflakeNames.literal(queryId));
    }

    private void insert(Connection connection, String rows) throws SQLException {
        update(
                connection,
                "INSERT INTO %s (\"MIGRATION\", \"TARGET\", \"LOAD_ID\", \"GENERATION\", \"CHUNK_NO\", \"READ_ROWS\", \"LOADED_ROWS\", \"QUARANTINED_ROWS\", \"QUERY_ID\", \"WRITTEN_AT\") %s"
                        .formatted(name, rows));
    }

    private String ofTable() {
        return "\"MIGRATION\" = %s AND \"TARGET\" = %s".formatted(migration, target);
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
