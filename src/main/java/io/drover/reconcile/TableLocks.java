package io.drover.reconcile;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds TRUNCATE and rewrites off the tables of a side for as long as its snapshot lives: both
 * reach through a snapshot, and would show as differences that are none.
 *
 * <p>Source: PostgreSQL documentation, 13.6 "Caveats".
 */
final class TableLocks {
    private static final int BATCH = 100;

    private TableLocks() {}

    /**
     * Locks what can be locked. What cannot (no privilege, too many for the server's lock table)
     * goes without: reading it is what tells the reason.
     */
    static void hold(Side side, Connection connection, SideRelations relations) {
        List<String> names = new ArrayList<>();
        relations
                .byPair()
                .forEach(
                        pair ->
                                pair.forEach(
                                        relation ->
                                                names.add(PostgresNames.quote(relation.name()))));
        for (int from = 0; from < names.size(); from += BATCH) {
            lock(side, connection, names.subList(from, Math.min(names.size(), from + BATCH)));
        }
    }

    private static void lock(Side side, Connection connection, List<String> names) {
        String sql =
                names.stream()
                        .map(name -> "ONLY " + name)
                        .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE"));
        try (Statement statement = connection.createStatement()) {
            Savepoint before = connection.setSavepoint();
            try {
                statement.execute(sql);
                connection.releaseSavepoint(before);
            } catch (SQLException refused) {
                connection.rollback(before);
                if (names.size() > 1) {
                    names.forEach(name -> lock(side, connection, List.of(name)));
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "lock the tables of the " + side, failure);
        }
    }
}
