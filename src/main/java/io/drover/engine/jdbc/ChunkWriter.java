package io.drover.engine.jdbc;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
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
final class ChunkWriter implements ChunkLoad {
    private static final long serialVersionUID = 1L;
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

    @Override
    public Outcome write(Connection connection, int chunk, Iterator<Row> rows) {
        try {
            @Nullable StoredChunk before = receipts.find(connection, chunk);
            if (before != null) {
                connection.rollback();
                // Whoever reads the rows counts them at their end.
                rows.forEachRemaining(row -> {});
                return new Outcome(before, List.of());
            }
            RefusedRows refused = new RefusedRows(target.told(), MOST_REFUSED);
            long handed;
            try (BatchInsert insert = dialect.batches(connection, target)) {
                handed = insert(connection, insert, rows, refused);
            }
            long loaded = handed - refused.count();
            receipts.write(connection, chunk, handed, loaded);
            connection.commit();
            return new Outcome(
                    new StoredChunk(chunk, handed, loaded, refused.count()), refused.sorted());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load chunk %d of %s".formatted(chunk, target.told()), failure);
        }
    }

    /** All of them; how many they were. */
    private long insert(
            Connection connection, BatchInsert insert, Iterator<Row> rows, RefusedRows refused)
            throws SQLException {
        long handed = 0;
        long bytes = 0;
        List<Numbered> batch = new ArrayList<>();
        while (rows.hasNext()) {
            Numbered next = new Numbered(++handed, rows.next());
            @Nullable String missing = missing(next.row());
            if (missing != null) {
                // SQLite would make up a number for the NULL of an integer key.
                refused.add(
                        next.number(),
                        new BatchInsert.Refusal(
                                "23502", missing + ": NULL in a NOT NULL column", null));
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
            Connection connection, BatchInsert insert, List<Numbered> batch, RefusedRows refused)
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
            refused.add(batch.get(0).number(), refusal);
            return;
        }
        int middle = batch.size() / 2;
        insert(connection, insert, List.copyOf(batch.subList(0, middle)), refused);
        insert(connection, insert, List.copyOf(batch.subList(middle, batch.size())), refused);
    }
}
