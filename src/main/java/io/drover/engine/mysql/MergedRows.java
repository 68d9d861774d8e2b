package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.engine.jdbc.BatchInsert;
import io.drover.engine.jdbc.LoadTarget;
import io.drover.jdbc.SqlFailures;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * Overwrites rows of the same key: batches go into a temporary table of the session, and from there
 * into the rows that they change or beside them.
 *
 * <p>Neither REPLACE nor ON DUPLICATE KEY UPDATE: either takes a row for another's that shares any
 * unique value with it, and one of the two is gone. Here such a row is refused, and so is one whose
 * key only the collation of the target takes for another's. Source: MySQL 8.4 manual, 15.2.7.2.
 */
final class MergedRows implements BatchInsert {
    private static final String STAGE = "drover_batch";

    private final MysqlStoreDialect dialect;
    private final LoadTarget target;
    private final TableName stage;
    private final BatchInsert load;
    private final Statement statement;

    private MergedRows(
            MysqlStoreDialect dialect,
            LoadTarget target,
            TableName stage,
            BatchInsert load,
            Statement statement) {
        this.dialect = dialect;
        this.target = target;
        this.stage = stage;
        this.load = load;
        this.statement = statement;
    }

    static MergedRows open(
            Connection connection,
            MysqlStoreDialect dialect,
            LoadTarget target,
            BulkLoad.Files files)
            throws SQLException {
        TableName stage = new TableName(target.table().schema(), STAGE);
        Statement statement = connection.createStatement();
        drop(statement, stage);
        statement.execute(
                "CREATE TEMPORARY TABLE %s (PRIMARY KEY (%s)) ENGINE = InnoDB SELECT %s FROM %s LIMIT 0"
                        .formatted(
                                MysqlNames.quote(stage),
                                MysqlNames.quoteAll(target.key()),
                                MysqlNames.quoteAll(target.names()),
                                MysqlNames.quote(target.table())));
        LoadTarget staged =
                new LoadTarget(
                        stage,
                        target.told(),
                        target.columns(),
                        target.sparkTypes(),
                        LoadMode.APPEND,
                        List.of());
        return new MergedRows(
                dialect,
                target,
                stage,
                BulkLoad.open(connection, dialect, staged, files),
                statement);
    }

    private static void drop(Statement statement, TableName stage) throws SQLException {
        statement.execute("DROP TEMPORARY TABLE IF EXISTS " + MysqlNames.quote(stage));
    }

    @Override
    public @Nullable Refusal insert(List<Row> rows) throws SQLException {
        @Nullable Refusal refusal = load.insert(rows);
        if (refusal != null) {
            return refusal;
        }
        try {
            long standing = standing();
            if (standing < 0) {
                return new Refusal(
                        "23505",
                        "a row whose key has other characters has the same key by the collation of the target",
                        null);
            }
            List<String> changed = new ArrayList<>(target.names());
            changed.removeAll(target.key());
            if (standing > 0 && !changed.isEmpty()) {
                statement.executeLargeUpdate(
                        "UPDATE %s SET %s".formatted(joined("STRAIGHT_JOIN"), changes(changed)));
            }
            long added = standing == rows.size() ? 0 : statement.executeLargeUpdate(additions());
            statement.execute("DELETE FROM " + MysqlNames.quote(stage));
            return standing + added == rows.size()
                    ? null
                    : new Refusal(
                            "23000",
                            "%d rows are changed and %d added of %d"
                                    .formatted(standing, added, rows.size()),
                            null);
        } catch (SQLException failure) {
            if (!dialect.refusesRow(failure)) {
                throw failure;
            }
            return new Refusal(
                    "23505", MysqlWarnings.withoutValue(SqlFailures.serverText(failure)), failure);
        }
    }

    /** How many rows of the batch are there; -1 where one of them has other bytes in its key. */
    private long standing() throws SQLException {
        List<String> spelled =
                target.key().stream()
                        .filter(this::isText)
                        .map(MysqlNames::quote)
                        .map("CAST(t.%1$s AS BINARY) <> CAST(s.%1$s AS BINARY)"::formatted)
                        .toList();
        try (ResultSet row =
                statement.executeQuery(
                        "SELECT count(*), %s FROM %s"
                                .formatted(
                                        spelled.isEmpty()
                                                ? "0"
                                                : "coalesce(sum("
                                                        + String.join(" OR ", spelled)
                                                        + "), 0)",
                                        joined("STRAIGHT_JOIN")))) {
            row.next();
            return row.getLong(2) > 0 ? -1 : row.getLong(1);
        }
    }

    private boolean isText(String column) {
        int index = target.names().indexOf(column);
        String type = target.columns().get(index).targetType().toUpperCase(Locale.ROOT);
        return type.contains("CHAR") || type.contains("TEXT");
    }

    /** The batch leads, so that the target is asked by its key. */
    private String joined(String join) {
        return "%s s %s %s t ON %s"
                .formatted(
                        MysqlNames.quote(stage),
                        join,
                        MysqlNames.quote(target.table()),
                        target.key().stream()
                                .map(MysqlNames::quote)
                                .map("t.%1$s = s.%1$s"::formatted)
                                .collect(Collectors.joining(" AND ")));
    }

    private static String changes(List<String> columns) {
        return columns.stream()
                .map(MysqlNames::quote)
                .map("t.%1$s = s.%1$s"::formatted)
                .collect(Collectors.joining(", "));
    }

    private String additions() {
        return "INSERT INTO %s (%s) SELECT %s FROM %s WHERE t.%s IS NULL"
                .formatted(
                        MysqlNames.quote(target.table()),
                        MysqlNames.quoteAll(target.names()),
                        target.names().stream()
                                .map(name -> "s." + MysqlNames.quote(name))
                                .collect(Collectors.joining(", ")),
                        joined("LEFT JOIN"),
                        MysqlNames.quote(target.key().get(0)));
    }

    @Override
    public int mostRows() {
        return load.mostRows();
    }

    @Override
    public int mostBytes() {
        return load.mostBytes();
    }

    @Override
    public void close() throws SQLException {
        load.close();
        drop(statement, stage);
        statement.close();
    }
}
