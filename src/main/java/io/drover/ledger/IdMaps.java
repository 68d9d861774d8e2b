package io.drover.ledger;

import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;

/**
 * Numbers for keys, made once and kept: a key that has one keeps it in every later run and load,
 * and new keys come behind.
 *
 * <p>Runs on: driver, over a connection of its own. Memory: none to speak of; the keys stream
 * through, and the server numbers them.
 */
public final class IdMaps {
    private static final String SCHEMA = LedgerSchema.NAME;

    private final Connection connection;
    private final String migration;

    /**
     * @param connection to the target, in autocommit mode; it is given back so
     */
    public IdMaps(Connection connection, String migration) {
        this.connection = connection;
        this.migration = migration;
    }

    /**
     * Gives a number to each key that has none. Repeats: a key that is there is left alone.
     *
     * @param start the first number of an empty map
     * @param keys rows of one text field each, in the order in which they are to be numbered; each
     *     key once
     * @return how many keys the map has now
     */
    public long fill(String map, long start, Supplier<WireRows> keys) {
        try {
            connection.setAutoCommit(false);
            try {
                long count = inTransaction(map, start, keys);
                connection.commit();
                return count;
            } finally {
                // Nothing is open after a commit; after a failure nothing may stay.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "number the keys of the id-map " + map, failure);
        }
    }

    private long inTransaction(String map, long start, Supplier<WireRows> keys)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Two runs must not give the same number to two keys.
            statement.execute("LOCK TABLE " + SCHEMA + ".id_map IN SHARE ROW EXCLUSIVE MODE");
            statement.execute(
                    "CREATE TEMPORARY TABLE drover_key (place bigint GENERATED ALWAYS AS IDENTITY, old_key"
                            + " text NOT NULL) ON COMMIT DROP");
        }
        try (WireRows rows = keys.get();
                CopyInRows copy =
                        new CopyInRows(
                                connection,
                                "COPY pg_temp.drover_key (old_key) FROM STDIN (FORMAT text)",
                                WireForm.TEXT)) {
            while (rows.advance()) {
                copy.write(rows.array(), rows.offset(), rows.length());
            }
            copy.finish();
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO "
                                + SCHEMA
                                + ".id_map (migration, map, old_key, new_key) SELECT ?, ?, k.old_key,"
                                + " (SELECT coalesce(max(new_key), ?::bigint - 1) FROM "
                                + SCHEMA
                                + ".id_map WHERE migration = ? AND map = ?) + row_number() OVER (ORDER BY"
                                + " k.place) FROM pg_temp.drover_key k WHERE NOT EXISTS (SELECT FROM "
                                + SCHEMA
                                + ".id_map m WHERE m.migration = ? AND m.map = ? AND m.old_key = k.old_key)")) {
            insert.setString(1, migration);
            insert.setString(2, map);
            insert.setLong(3, start);
            insert.setString(4, migration);
            insert.setString(5, map);
            insert.setString(6, migration);
            insert.setString(7, map);
            insert.executeUpdate();
        }
        try (PreparedStatement count =
                connection.prepareStatement(
                        "SELECT count(*) FROM "
                                + SCHEMA
                                + ".id_map WHERE migration = ? AND map = ?")) {
            count.setString(1, migration);
            count.setString(2, map);
            try (ResultSet result = count.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }
}
