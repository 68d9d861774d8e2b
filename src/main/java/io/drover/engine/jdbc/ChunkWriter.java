package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.UnreadableRow;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Writes one chunk and its receipt in one transaction. A row that the target refuses is found by
 * bisection of its batch and left out; the others stay.
 *
 * <p>Runs on: executors. Repeats: a chunk with a receipt is left alone. Memory: one batch.
 */
final class ChunkWriter implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BATCH_ROWS = 500;

    /** Each is told with its reason; a table that is refused whole is no matter of rows. */
    private static final int MOST_REFUSED = 100_000;

    private final StoreDialect dialect;
    private final ChunkReceipts receipts;
    private final TableName told;
    private final String statement;
    private final List<String> columns;
    private final List<Boolean> neverNull;
    private final List<ValueBinder> binders;
    private final StoredRows watcher;

    ChunkWriter(
            StoreDialect dialect,
            StoredTable table,
            TableName into,
            List<String> sparkTypes,
            StoredRows watcher) {
        this.dialect = dialect;
        this.receipts = new ChunkReceipts(dialect, table);
        this.told = table.plan().target();
        this.columns = table.plan().columns().stream().map(column -> column.target()).toList();
        this.neverNull = table.plan().columns().stream().map(column -> column.notNull()).toList();
        this.statement =
                table.plan().mode() == LoadMode.UPSERT
                        ? dialect.upsert(into, columns, table.plan().key())
                        : dialect.insert(into, columns);
        this.binders = sparkTypes.stream().map(dialect::binder).toList();
        this.watcher = watcher;
    }

    /** A row's values with its number in the chunk. */
    private record Numbered(long number, Row row) {}

    /** What came of it: the counts, and the rows that were refused. */
    record Outcome(StoredChunk chunk, List<UnreadableRow> refused) implements Serializable {}

    /** On a connection with autocommit off; ends its transaction. */
    Outcome write(Connection connection, int chunk, Iterator<Row> rows) {
        try {
            @Nullable StoredChunk before = receipts.find(connection, chunk);
            if (before != null) {
                connection.rollback();
                // Whoever reads the rows counts them at their end.
                rows.forEachRemaining(row -> {});
                return new Outcome(before, List.of());
            }
            List<UnreadableRow> refused = new ArrayList<>();
            long handed = 0;
            try (PreparedStatement insert = connection.prepareStatement(statement)) {
                List<Numbered> batch = new ArrayList<>(BATCH_ROWS);
                while (rows.hasNext()) {
                    batch.add(new Numbered(++handed, rows.next()));
                    if (batch.size() == BATCH_ROWS) {
                        insert(connection, insert, batch, refused);
                        watcher.moved(batch.size(), 0);
                        batch.clear();
                    }
                }
                insert(connection, insert, batch, refused);
                watcher.moved(batch.size(), 0);
            }
            long loaded = handed - refused.size();
            receipts.write(connection, chunk, handed, loaded);
            connection.commit();
            return new Outcome(new StoredChunk(chunk, handed, loaded, refused.size()), refused);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load chunk %d of %s".formatted(chunk, told), failure);
        }
    }

    private void insert(
            Connection connection,
            PreparedStatement insert,
            List<Numbered> batch,
            List<UnreadableRow> refused)
            throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            for (Numbered row : batch) {
                bind(insert, row.row());
                insert.addBatch();
            }
            insert.executeBatch();
            connection.releaseSavepoint(before);
        } catch (SQLException failure) {
            insert.clearBatch();
            connection.rollback(before);
            if (!dialect.refusesRow(failure)) {
                throw failure;
            }
            if (batch.size() == 1) {
                String state = failure.getSQLState();
                refuse(
                        batch.get(0),
                        state == null || state.length() != 5 ? "23000" : state,
                        SqlFailures.serverText(failure),
                        refused,
                        failure);
                return;
            }
            halves(connection, insert, batch, refused);
        } catch (ValueRefused none) {
            insert.clearBatch();
            connection.rollback(before);
            if (batch.size() == 1) {
                refuse(batch.get(0), none.state(), none.getMessage(), refused, null);
                return;
            }
            halves(connection, insert, batch, refused);
        }
    }

    private void halves(
            Connection connection,
            PreparedStatement insert,
            List<Numbered> batch,
            List<UnreadableRow> refused)
            throws SQLException {
        int middle = batch.size() / 2;
        insert(connection, insert, List.copyOf(batch.subList(0, middle)), refused);
        insert(connection, insert, List.copyOf(batch.subList(middle, batch.size())), refused);
    }

    private void refuse(
            Numbered row,
            String state,
            String reason,
            List<UnreadableRow> refused,
            @Nullable SQLException failure)
            throws SQLException {
        if (refused.size() == MOST_REFUSED) {
            throw new SQLException(
                    "more than %d rows of one chunk are refused, the last: %s"
                            .formatted(MOST_REFUSED, reason),
                    state,
                    failure);
        }
        refused.add(
                new UnreadableRow(
                        row.number(),
                        "row %d of the chunk, on its way into %s".formatted(row.number(), told),
                        null,
                        state,
                        reason));
    }

    private void bind(PreparedStatement insert, Row row) throws SQLException {
        for (int column = 0; column < binders.size(); column++) {
            Object value = row.get(column);
            if (value == null && neverNull.get(column)) {
                // SQLite would make up a number for the NULL of an integer key.
                throw new ValueRefused(
                        "23502", columns.get(column) + ": NULL in a NOT NULL column");
            }
            if (value == null) {
                insert.setNull(column + 1, Types.NULL);
                continue;
            }
            try {
                binders.get(column).bind(insert, column + 1, value);
            } catch (ValueRefused none) {
                throw new ValueRefused(
                        none.state(), columns.get(column) + ": " + none.getMessage());
            }
        }
    }
}
