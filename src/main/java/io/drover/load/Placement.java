package io.drover.load;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The SQL that puts copied rows where the load mode wants them: straight into the table, or by way
 * of a temporary one that is applied by key.
 */
final class Placement {
    private static final String STAGE = "pg_temp.drover_stage";

    private final TablePlan table;
    private final String columns;

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
        if (table.mode() == LoadMode.UPSERT) {
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

    private String upsertSql() {
        List<String> key =
                table.columns().stream()
                        .filter(column -> table.key().contains(column.source()))
                        .map(ColumnPlan::target)
                        .toList();
        List<String> rest =
                table.columns().stream()
                        .map(ColumnPlan::target)
                        .filter(column -> !key.contains(column))
                        .toList();
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
