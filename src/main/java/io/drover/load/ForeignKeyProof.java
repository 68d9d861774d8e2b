package io.drover.load;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Proves the foreign keys of standing tables that were loaded while their triggers were silent: no
 * row of theirs, and no row that points at them, lacks its parent.
 *
 * <p>Runs on: driver. Cost: one anti-join for each foreign key, in the target.
 */
public final class ForeignKeyProof {
    private static final String KEYS =
            """
            SELECT c.conname, cn.nspname, cr.relname, pn.nspname, pr.relname,
                   (SELECT array_agg(a.attname::text ORDER BY k.place)
                      FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
                      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number),
                   (SELECT array_agg(a.attname::text ORDER BY k.place)
                      FROM unnest(c.confkey) WITH ORDINALITY k (number, place)
                      JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number)
              FROM pg_constraint c
              JOIN pg_class cr ON cr.oid = c.conrelid JOIN pg_namespace cn ON cn.oid = cr.relnamespace
              JOIN pg_class pr ON pr.oid = c.confrelid JOIN pg_namespace pn ON pn.oid = pr.relnamespace
             WHERE c.contype = 'f' AND c.convalidated
               AND (c.conrelid = ANY (?::regclass[]) OR c.confrelid = ANY (?::regclass[]))
             ORDER BY 2, 3, 1
            """;

    private final Connection connection;

    public ForeignKeyProof(Connection connection) {
        this.connection = connection;
    }

    private record Key(
            String name,
            TableName child,
            TableName parent,
            String[] columns,
            String[] parentColumns) {}

    /**
     * Checks every foreign key from or to the tables that were appended or upserted to.
     *
     * @throws MigrationException TARGET with each key that has orphans, and how many
     */
    public void prove(List<TablePlan> tables) {
        List<String> standing =
                tables.stream()
                        .filter(table -> table.mode() != LoadMode.REPLACE)
                        .map(table -> PostgresNames.quote(table.target()))
                        .toList();
        if (standing.isEmpty()) {
            return;
        }
        try {
            List<String> broken = new ArrayList<>();
            for (Key key : keys(standing)) {
                long orphans = orphans(key);
                if (orphans > 0) {
                    broken.add(
                            "%d rows of %s have no parent in %s (%s)"
                                    .formatted(orphans, key.child(), key.parent(), key.name()));
                }
            }
            if (!broken.isEmpty()) {
                throw new MigrationException(
                        ErrorKind.TARGET,
                        "Cannot vouch for the target's foreign keys: %s. The rows are loaded; load or mend the parents, then give the same command again."
                                .formatted(String.join("; ", broken)));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "verify the target's foreign keys", failure);
        }
    }

    private List<Key> keys(List<String> standing) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KEYS)) {
            var names = connection.createArrayOf("text", standing.toArray());
            select.setArray(1, names);
            select.setArray(2, names);
            List<Key> keys = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.add(
                            new Key(
                                    row.getString(1),
                                    new TableName(row.getString(2), row.getString(3)),
                                    new TableName(row.getString(4), row.getString(5)),
                                    (String[]) row.getArray(6).getArray(),
                                    (String[]) row.getArray(7).getArray()));
                }
            }
            return keys;
        }
    }

    private long orphans(Key key) throws SQLException {
        String present =
                IntStream.range(0, key.columns().length)
                        .mapToObj(
                                number ->
                                        "c."
                                                + PostgresNames.quote(key.columns()[number])
                                                + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
        String same =
                IntStream.range(0, key.columns().length)
                        .mapToObj(
                                number ->
                                        "p.%s = c.%s"
                                                .formatted(
                                                        PostgresNames.quote(
                                                                key.parentColumns()[number]),
                                                        PostgresNames.quote(key.columns()[number])))
                        .collect(Collectors.joining(" AND "));
        String sql =
                "SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s)"
                        .formatted(
                                PostgresNames.quote(key.child()),
                                present,
                                PostgresNames.quote(key.parent()),
                                same);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
