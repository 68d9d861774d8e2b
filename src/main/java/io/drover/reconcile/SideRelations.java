package io.drover.reconcile;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Where the rows of the tables of one side lie and how large they are now: a table itself, or the
 * leaves of a partitioned one.
 *
 * <p>Runs on: driver, over the connection that holds the side's snapshot.
 */
record SideRelations(int serverVersion, List<List<Relation>> byPair) {
    /** What has rows of its own, with the sizes of its heap and of its out-of-line values. */
    record Relation(TableName name, long heapBytes, long toastBytes) {
        long bytes() {
            return heapBytes + toastBytes;
        }
    }

    private static final String SQL =
            """
            WITH RECURSIVE tree AS (
              SELECT w.number, c.oid, c.relkind
              FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema, name, number)
              JOIN pg_namespace n ON n.nspname = w.schema
              JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
              UNION ALL
              SELECT tree.number, c.oid, c.relkind
              FROM tree
              JOIN pg_inherits i ON i.inhparent = tree.oid
              JOIN pg_class c ON c.oid = i.inhrelid
              WHERE tree.relkind = 'p'
            )
            SELECT tree.number - 1, tree.relkind, n.nspname, c.relname,
                   coalesce(pg_relation_size(c.oid), 0),
                   CASE WHEN c.reltoastrelid = 0 THEN 0
                        ELSE coalesce(pg_relation_size(c.reltoastrelid), 0) END
            FROM tree
            JOIN pg_class c ON c.oid = tree.oid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            ORDER BY tree.number, n.nspname COLLATE "C", c.relname COLLATE "C"
            """;

    /**
     * One list for each pair, in their order; empty where a partitioned table has no partitions. A
     * table that is gone is listed all the same: reading it is what tells so.
     */
    static SideRelations read(Side side, Connection connection, List<TablePair> pairs) {
        List<List<Relation>> byPair = new ArrayList<>();
        pairs.forEach(pair -> byPair.add(new ArrayList<>()));
        BitSet standing = new BitSet();
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(
                    1, texts(connection, pairs.stream().map(p -> p.table(side).schema()).toList()));
            statement.setArray(
                    2, texts(connection, pairs.stream().map(p -> p.table(side).name()).toList()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    standing.set(rows.getInt(1));
                    if (!rows.getString(2).equals("p")) {
                        byPair.get(rows.getInt(1))
                                .add(
                                        new Relation(
                                                new TableName(rows.getString(3), rows.getString(4)),
                                                rows.getLong(5),
                                                rows.getLong(6)));
                    }
                }
            }
            for (int pair = 0; pair < pairs.size(); pair++) {
                if (!standing.get(pair)) {
                    byPair.get(pair).add(new Relation(pairs.get(pair).table(side), 0, 0));
                }
            }
            return new SideRelations(version(connection), byPair);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "measure the tables of the " + side, failure);
        }
    }

    /**
     * The same, with TRUNCATE held off.
     *
     * @param connection null of an engine: it has no relations that anybody reads, and its moment
     *     is its own affair
     */
    static SideRelations held(Side side, @Nullable Connection connection, List<TablePair> pairs) {
        if (connection == null) {
            return new SideRelations(0, pairs.stream().map(pair -> List.<Relation>of()).toList());
        }
        SideRelations relations = read(side, connection, pairs);
        TableLocks.hold(side, connection, relations);
        return relations;
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_version_num")) {
            row.next();
            return row.getInt(1);
        }
    }
}
