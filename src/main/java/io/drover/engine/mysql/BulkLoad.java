package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.jdbc.BatchInsert;
import io.drover.engine.jdbc.LoadTarget;
import io.drover.jdbc.SqlFailures;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Loads batches of rows by LOAD DATA from memory where the server takes it, else by inserts of many
 * rows.
 *
 * <p>LOAD DATA LOCAL makes a warning of what an INSERT refuses and stores something else, whatever
 * {@code sql_mode} is, and passes over a row whose key is there: so a batch with a warning, or with
 * fewer rows than were sent, is refused, and of a single row the INSERT has the last word. Source:
 * MySQL 8.4 manual, 15.2.9, "Duplicate-Key and Error Handling".
 */
final class BulkLoad implements BatchInsert {
    private static final int BATCH_ROWS = 10_000;
    private static final int BATCH_BYTES = 4 << 20;
    private static final Refusal NOT_WHOLE = new Refusal("01000", "the server warned", null);

    private final Statement load;
    private final String loadSql;
    private final LoadText text;
    private final ManyRows inserts;
    private final int mostBytes;
    private boolean byFile;

    private BulkLoad(
            Connection connection, LoadTarget target, ManyRows inserts, int packet, Files files)
            throws SQLException {
        this.load = connection.createStatement();
        this.loadSql = loadSql(target);
        this.text = new LoadText(target);
        this.inserts = inserts;
        // An INSERT is one packet, in which a byte may take two.
        this.mostBytes = Math.min(BATCH_BYTES, packet / 4);
        this.byFile = files == Files.TAKEN;
    }

    /** Whether the server takes files from clients. */
    enum Files {
        TAKEN,
        REFUSED
    }

    static BulkLoad open(
            Connection connection, MysqlStoreDialect dialect, LoadTarget target, Files files)
            throws SQLException {
        int packet = packet(connection);
        return new BulkLoad(
                connection,
                target,
                new ManyRows(connection, dialect, target, packet),
                packet,
                files);
    }

    private static int packet(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@max_allowed_packet")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public @Nullable Refusal insert(List<Row> rows) throws SQLException {
        if (byFile) {
            @Nullable Refusal refusal = loaded(rows);
            if (refusal == null || (byFile && rows.size() > 1)) {
                return refusal;
            }
        }
        return inserts.insert(rows);
    }

    private @Nullable Refusal loaded(List<Row> rows) throws SQLException {
        try (var nothing = load.getConnection().createStatement()) {
            nothing.execute("SAVEPOINT drover_file");
            load.unwrap(org.mariadb.jdbc.Statement.class).setLocalInfileInputStream(text.of(rows));
            long taken = load.executeLargeUpdate(loadSql);
            if (taken == rows.size() && !MysqlWarnings.any(load)) {
                return null;
            }
            // A single row is inserted next.
            nothing.execute("ROLLBACK TO SAVEPOINT drover_file");
            return NOT_WHOLE;
        } catch (ValueRefused none) {
            return new Refusal(none.state(), none.getMessage(), null);
        } catch (SQLException failure) {
            if (SqlFailures.isTransient(failure)) {
                throw failure;
            }
            // The server may not take files from clients at all: inserts tell what is wrong.
            byFile = false;
            return NOT_WHOLE;
        }
    }

    private static String loadSql(LoadTarget target) {
        List<String> fields = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (int index = 0; index < target.columns().size(); index++) {
            ColumnPlan column = target.columns().get(index);
            String name = MysqlNames.quote(column.target());
            if (target.sparkTypes().get(index).equalsIgnoreCase("binary")) {
                fields.add("@v" + index);
                settings.add(name + " = UNHEX(@v" + index + ")");
            } else if (StoredTypes.isBits(column.targetType())) {
                fields.add("@v" + index);
                settings.add(name + " = " + StoredTypes.bitsOf("@v" + index));
            } else {
                fields.add(name);
            }
        }
        return "LOAD DATA LOCAL INFILE 'rows' INTO TABLE %s CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (%s)%s"
                .formatted(
                        MysqlNames.quote(target.table()),
                        String.join(", ", fields),
                        settings.isEmpty() ? "" : " SET " + String.join(", ", settings));
    }

    @Override
    public int mostRows() {
        return BATCH_ROWS;
    }

    @Override
    public int mostBytes() {
        return mostBytes;
    }

    @Override
    public void close() throws SQLException {
        load.close();
        inserts.close();
    }
}
