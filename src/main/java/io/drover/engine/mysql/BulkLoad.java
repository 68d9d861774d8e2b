package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.engine.StoredType;
import io.drover.jdbc.SqlFailures;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Loads batches of rows inside the caller's transaction: by LOAD DATA from memory where the server
 * takes it, else by inserts. Rows that the server refuses are found by halving; the others are in.
 *
 * <p>LOAD DATA LOCAL makes a warning of what an INSERT refuses and stores something else, whatever
 * {@code sql_mode} is: so a batch with a warning, or with fewer rows than were sent, is taken back
 * and inserted. Source: MySQL 8.4 manual, 15.2.9, "Duplicate-Key and Error Handling".
 *
 * <p>Not thread-safe. Failures of the connection stay {@link SQLException}.
 */
final class BulkLoad {
    private static final String SAVEPOINT = "drover_batch";

    private final Connection connection;
    private final TableName table;
    private final List<Column> columns;
    private boolean byFile = true;

    /** A column of the table. */
    record Column(String name, StoredType type) {
        boolean isBits() {
            return type.name().startsWith("BIT(");
        }

        boolean isBytes() {
            return type.name().equals("LONGBLOB");
        }
    }

    /** A row that the server refused. */
    record Refused(int row, String state, String reason) {}

    BulkLoad(Connection connection, TableName table, List<Column> columns) {
        this.connection = connection;
        this.table = table;
        this.columns = List.copyOf(columns);
    }

    /** Whether the last batch went by LOAD DATA. */
    boolean wentByFile() {
        return byFile;
    }

    /** Loads a batch; the rows of it that were refused, by their places in it. */
    List<Refused> load(List<Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        execute("SAVEPOINT " + SAVEPOINT);
        if (byFile && fileTakes(rows)) {
            return List.of();
        }
        execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
        List<Refused> refused = new ArrayList<>();
        insert(rows, 0, rows.size(), refused);
        return refused;
    }

    private boolean fileTakes(List<Object[]> rows) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .unwrap(org.mariadb.jdbc.Statement.class)
                    .setLocalInfileInputStream(LoadText.of(rows));
            long taken = statement.executeLargeUpdate(loadSql());
            return taken == rows.size() && warnings(statement) == 0;
        } catch (SQLException failure) {
            if (SqlFailures.isTransient(failure)) {
                throw failure;
            }
            // The server may not take files from clients at all: inserts tell what is wrong.
            byFile = false;
            return false;
        }
    }

    private static long warnings(Statement statement) throws SQLException {
        try (ResultSet count = statement.executeQuery("SHOW COUNT(*) WARNINGS")) {
            count.next();
            return count.getLong(1);
        }
    }

    private String loadSql() {
        List<String> fields = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int index = 0; index < columns.size(); index++) {
            Column column = columns.get(index);
            String name = MysqlNames.quote(column.name());
            if (column.isBytes() || column.isBits()) {
                fields.add("@v" + index);
                settings.add(name + " = " + converted(column, "@v" + index));
            } else {
                fields.add(name);
            }
        }
        return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE %s CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (%s)%s"
                .formatted(
                        MysqlNames.quote(table),
                        String.join(", ", fields),
                        settings.isEmpty() ? "" : " SET " + String.join(", ", settings));
    }

    /** The value of a text that {@link LoadText} made. */
    private static String converted(Column column, String text) {
        if (column.isBytes()) {
            return "UNHEX(" + text + ")";
        }
        return column.isBits() ? "CAST(CONV(" + text + ", 2, 10) AS UNSIGNED)" : text;
    }

    private void insert(List<Object[]> rows, int from, int to, List<Refused> refused)
            throws SQLException {
        SQLException failure = inserted(rows, from, to);
        if (failure == null) {
            return;
        }
        if (!SqlFailures.refusesRow(failure)) {
            throw failure;
        }
        if (to - from == 1) {
            refused.add(new Refused(from, failure.getSQLState(), reason(failure)));
            return;
        }
        int middle = (from + to) >>> 1;
        insert(rows, from, middle, refused);
        insert(rows, middle, to, refused);
    }

    /** Null when the rows are in; else why none of them is. */
    private @Nullable SQLException inserted(List<Object[]> rows, int from, int to)
            throws SQLException {
        String savepoint = SAVEPOINT + "_rows";
        execute("SAVEPOINT " + savepoint);
        try (PreparedStatement insert = connection.prepareStatement(insertSql())) {
            for (Object[] row : rows.subList(from, to)) {
                for (int column = 0; column < row.length; column++) {
                    insert.setString(
                            column + 1, row[column] == null ? null : LoadText.text(row[column]));
                }
                insert.addBatch();
            }
            insert.executeBatch();
            return null;
        } catch (SQLException failure) {
            if (SqlFailures.isTransient(failure)) {
                throw failure;
            }
            execute("ROLLBACK TO SAVEPOINT " + savepoint);
            return failure;
        }
    }

    private String insertSql() {
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        MysqlNames.quote(table),
                        columns.stream()
                                .map(column -> MysqlNames.quote(column.name()))
                                .collect(Collectors.joining(", ")),
                        columns.stream()
                                .map(column -> converted(column, "?"))
                                .collect(Collectors.joining(", ")));
    }

    /** Without the value, which the server shows between quotes. */
    private static String reason(SQLException failure) {
        return SqlFailures.serverText(failure)
                .replaceFirst("^\\(conn=\\d+\\) ", "")
                .replaceAll("value: '.*' for column", "value for column")
                .replaceAll("Duplicate entry '.*' for key", "Duplicate entry for key");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Columns with the types that they are kept in. */
    static List<Column> columns(List<String> names, List<StoredType> types) {
        List<Column> columns = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            columns.add(new Column(names.get(index), types.get(index)));
        }
        return Collections.unmodifiableList(columns);
    }
}
