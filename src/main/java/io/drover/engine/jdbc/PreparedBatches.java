package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueRefused;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.Row;

/** Batches of a prepared statement, as every driver has them. */
final class PreparedBatches implements BatchInsert {
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 4 << 20;

    private final StoreDialect dialect;
    private final RowBinder binder;
    private final PreparedStatement insert;

    PreparedBatches(StoreDialect dialect, Connection connection, LoadTarget target)
            throws SQLException {
        this.dialect = dialect;
        this.binder = new RowBinder(dialect, target.columns(), target.sparkTypes());
        this.insert =
                connection.prepareStatement(
                        target.mode() == LoadMode.UPSERT
                                ? dialect.upsert(target.table(), target.names(), target.key())
                                : dialect.insert(target.table(), target.names()));
    }

    @Override
    public @Nullable Refusal insert(List<Row> rows) throws SQLException {
        try {
            for (Row row : rows) {
                binder.bind(insert, 1, row);
                insert.addBatch();
            }
            insert.executeBatch();
            return null;
        } catch (SQLException failure) {
            insert.clearBatch();
            if (!dialect.refusesRow(failure)) {
                throw failure;
            }
            String state = failure.getSQLState();
            return new Refusal(
                    state == null || state.length() != 5 ? "23000" : state,
                    dialect.reason(failure),
                    failure);
        } catch (ValueRefused none) {
            insert.clearBatch();
            return new Refusal(none.state(), none.getMessage(), null);
        }
    }

    @Override
    public int mostRows() {
        return BATCH_ROWS;
    }

    @Override
    public int mostBytes() {
        return BATCH_BYTES;
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
