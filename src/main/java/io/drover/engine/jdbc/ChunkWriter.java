package io.drover.engine.jdbc;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.UnreadableRow;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
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

    /** Each is told with its reason; a table that is refused whole is no matter of rows. */
    private static final int MOST_REFUSED = 100_000;

    private static final int PLAIN_BYTES = 8;

    private final StoreDialect dialect;
    private final ChunkReceipts receipts;
    private final LoadTarget target;
    private final StoredRows watcher;

    ChunkWriter(StoreDialect dialect, StoredTable table, LoadTarget target, StoredRows watcher) {
        this.dialect = dialect;
        this.receipts = new ChunkReceipts(dialect, table);
        this.target = target;
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
            long handed;
            try (BatchInsert insert = dialect.batches(connection, target)) {
                handed = insert(connection, insert, rows, refused);
            }
            refused.sort(Comparator.comparingLong(UnreadableRow::number));
            long loaded = handed - refused.size();
            receipts.write(connection, chunk, handed, loaded);
            connection.commit();
            return new Outcome(new StoredChunk(chunk, handed, loaded, refused.size()), refused);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load chunk %d of %s".formatted(chunk, target.told()), failure);
        }
    }

    /** All of them; how many they were. */
    private long insert(
            Connection connection,
            BatchInsert insert,
            Iterator<Row> rows,
            List<UnreadableRow> refused)
            throws SQLException {
        long handed = 0;
        long bytes = 0;
        List<Numbered> batch = new ArrayList<>();
        while (rows.hasNext()) {
            Numbered next = new Numbered(++handed, rows.next());
            @Nullable String missing = missing(next.row());
            if (missing != null) {
                // SQLite would make up a number for the NULL of an integer key.
                refuse(
                        next,
                        new BatchInsert.Refusal(
                                "23502", missing + ": NULL in a NOT NULL column", null),
                        refused);
                continue;
            }
            long weight = weight(next.row());
            if (batch.size() == insert.mostRows()
                    || (!batch.isEmpty() && bytes + weight > insert.mostBytes())) {
                insert(connection, insert, batch, refused);
                watcher.moved(batch.size(), 0);
                batch.clear();
                bytes = 0;
            }
            batch.add(next);
            bytes += weight;
        }
        insert(connection, insert, batch, refused);
        watcher.moved(batch.size(), 0);
        return handed;
    }

    private @Nullable String missing(Row row) {
        for (int column = 0; column < target.columns().size(); column++) {
            ColumnPlan plan = target.columns().get(column);
            if (plan.notNull() && row.isNullAt(column)) {
                return plan.target();
            }
        }
        return null;
    }

    /** About, of texts one byte a character. */
    private static long weight(Row row) {
        long bytes = 0;
        for (int column = 0; column < row.length(); column++) {
            Object value = row.get(column);
            if (value instanceof String text) {
                bytes += text.length();
            } else if (value instanceof byte[] binary) {
                bytes += binary.length;
            } else {
                bytes += PLAIN_BYTES;
            }
        }
        return bytes;
    }

    private void insert(
            Connection connection,
            BatchInsert insert,
            List<Numbered> batch,
            List<UnreadableRow> refused)
            throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        BatchInsert.@Nullable Refusal refusal =
                insert.insert(batch.stream().map(Numbered::row).toList());
        if (refusal == null) {
            connection.releaseSavepoint(before);
            return;
        }
        connection.rollback(before);
        if (batch.size() == 1) {
            refuse(batch.get(0), refusal, refused);
            return;
        }
        int middle = batch.size() / 2;
        insert(connection, insert, List.copyOf(batch.subList(0, middle)), refused);
        insert(connection, insert, List.copyOf(batch.subList(middle, batch.size())), refused);
    }

    private void refuse(Numbered row, BatchInsert.Refusal refusal, List<UnreadableRow> refused)
            throws SQLException {
        if (refused.size() == MOST_REFUSED) {
            throw new SQLException(
                    "more than %d rows of one chunk are refused, the last: %s"
                            .formatted(MOST_REFUSED, refusal.reason()),
                    refusal.state(),
                    refusal.cause());
        }
        refused.add(
                new UnreadableRow(
                        row.number(),
                        "row %d of the chunk, on its way into %s"
                                .formatted(row.number(), target.told()),
                        null,
                        refusal.state(),
                        refusal.reason()));
    }
}
