package io.drover.load;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that puts copied rows where the load mode wants them: straight into the table, or by way
 * of a temporary one that is applied by key.
 */
final class Placement {
    private static final String STAGE = "pg_temp.drover_stage";
    private static final String PRIMARY_KEY =
            """
            SELECT a.attname
              FROM pg_catalog.pg_index i
             CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
             WHERE i.indrelid = ?::regclass AND i.indisprimary
             ORDER BY k.place
            """;

    private final TablePlan table;
    private final String columns;
    private List<String> key = List.of();
    private @Nullable SilentTriggers silenced;

    Placement(TablePlan table) {
        this.table = table;
        this.columns = PostgresNames.quoteAll(table.loadedColumns());
    }

    /** Makes ready for copies in the present transaction. */
    void prepare(Connection connection) throws SQLException {
        if (table.mode() == LoadMode.REPLACE) {
            return;
        }
        // Triggers and foreign keys of a standing table stay silent; the keys are verified
        // afterwards.
        execute(connection, "SET LOCAL session_replication_role = replica");
        stage(connection);
    }

    /**
     * Makes ready for a few rows that go among those of the finished table: its foreign keys are
     * checked at once, and the users' triggers stay silent, which locks out other writers until the
     * transaction ends.
     */
    void prepareAmong(Connection connection) throws SQLException {
        execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
        silenced = SilentTriggers.of(connection, table.staging());
        stage(connection);
    }

    /** Ends {@link #prepareAmong}. */
    void finishAmong(Connection connection) throws SQLException {
        silenced.wake(connection);
    }

    private void stage(Connection connection) throws SQLException {
        if (table.mode() == LoadMode.UPSERT) {
            key = targetKey(connection);
            execute(
                    connection,
                    "CREATE TEMPORARY TABLE drover_stage ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA"
                            .formatted(columns, PostgresNames.quote(table.staging())));
        }
    }

    String copySql() {
        String into =
                table.mode() == LoadMode.UPSERT ? STAGE : PostgresNames.quote(table.staging());
        return "COPY %s (%s) FROM STDIN (FORMAT %s)".formatted(into, columns, table.wire());
    }

    /** Applies what was copied since the last call; how many rows are now in the table for them. */
    long settle(Connection connection, long copied) throws SQLException {
        if (table.mode() != LoadMode.UPSERT) {
            return copied;
        }
        long applied;
        try (Statement statement = connection.createStatement()) {
            applied = statement.executeLargeUpdate(upsertSql());
        }
        execute(connection, "TRUNCATE " + STAGE);
        return applied;
    }

    /**
     * Rules may make the target's key of anything: so that of a ruled table is the target's own.
     */
    private List<String> targetKey(Connection connection) throws SQLException {
        if (table.rules() == null) {
            return table.columns().stream()
                    .filter(column -> table.key().contains(column.source()))
                    .map(ColumnPlan::target)
                    .toList();
        }
        List<String> primary = strings(connection, PRIMARY_KEY);
        if (primary.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot upsert into %s: it has no primary key to find its rows by. Add one, or load with mode append."
                            .formatted(table.target()));
        }
        return primary;
    }

    /** The first column of what is asked of the table. */
    private List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, PostgresNames.quote(table.staging()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        return found;
    }

    private String upsertSql() {
        List<String> rest =
                table.loadedColumns().stream().filter(column -> !key.contains(column)).toList();
        // A table that is all key has nothing to set; setting the key to itself counts the row.
        String assignments =
                (rest.isEmpty() ? key : rest)
                        .stream()
                                .map(PostgresNames::quote)
                                .map(column -> column + " = EXCLUDED." + column)
                                .collect(Collectors.joining(", "));
        return "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s ON CONFLICT (%s) DO UPDATE SET %s"
                .formatted(
                        PostgresNames.quote(table.staging()),
                        columns,
                        columns,
                        STAGE,
                        PostgresNames.quoteAll(key),
                        assignments);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
