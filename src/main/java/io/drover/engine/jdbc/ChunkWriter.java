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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Writes a chunk in batches, each behind a savepoint. A row that the target refuses is found by
 * bisection of its batch.
 */
final class ChunkWriter implements ChunkLoad {
    private static final long serialVersionUID = 1L;
    private static final int BATCH_ROWS = 500;
    private static final int MOST_REFUSED = 100_000;

    private final StoreDialect dialect;
    private final ChunkReceipts receipts;
    private final TableName told;
    private final String statement;
    private final RowBinder binder;
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
        this.binder = new RowBinder(dialect, table, sparkTypes);
        this.statement =
                table.plan().mode() == LoadMode.UPSERT
                        ? dialect.upsert(into, binder.columns(), table.plan().key())
                        : dialect.insert(into, binder.columns());
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
            RefusedRows refused = new RefusedRows(told, MOST_REFUSED);
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
            long loaded = handed - refused.count();
            receipts.write(connection, chunk, handed, loaded);
            connection.commit();
            return new Outcome(
                    new StoredChunk(chunk, handed, loaded, refused.count()), refused.sorted());
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load chunk %d of %s".formatted(chunk, told), failure);
        }
    }

    private void insert(
            Connection connection,
            PreparedStatement insert,
            List<Numbered> batch,
            RefusedRows refused)
            throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            for (Numbered row : batch) {
                binder.bind(insert, 1, row.row());
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
                refused.add(batch.get(0).number(), failure, dialect.reason(failure));
                return;
            }
            halves(connection, insert, batch, refused);
        } catch (ValueRefused none) {
            insert.clearBatch();
            connection.rollback(before);
            if (batch.size() == 1) {
                refused.add(batch.get(0).number(), none);
                return;
            }
            halves(connection, insert, batch, refused);
        }
    }

    private void halves(
            Connection connection,
            PreparedStatement insert,
            List<Numbered> batch,
            RefusedRows refused)
            throws SQLException {
        int middle = batch.size() / 2;
        insert(connection, insert, List.copyOf(batch.subList(0, middle)), refused);
        insert(connection, insert, List.copyOf(batch.subList(middle, batch.size())), refused);
    }
}
