package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueRefused;
import io.drover.jdbc.SqlFailures;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.apache.spark.sql.Row;

/** Batches of a prepared statement, as every driver has them. */
final class PreparedBatches implements BatchInsert {
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_BYTES = 4 << 20;

    private final StoreDialect dialect;
    private final List<String> columns;
    private final List<ValueBinder> binders;
    private final PreparedStatement insert;

    PreparedBatches(StoreDialect dialect, Connection connection, LoadTarget target)
            throws SQLException {
        this.dialect = dialect;
        this.columns = target.names();
        this.binders = target.sparkTypes().stream().map(dialect::binder).toList();
        this.insert =
                connection.prepareStatement(
                        target.mode() == LoadMode.UPSERT
                                ? dialect.upsert(target.table(), columns, target.key())
                                : dialect.insert(target.table(), columns));
    }

    @Override
    public @Nullable Refusal insert(List<Row> rows) throws SQLException {
        try {
            for (Row row : rows) {
                bind(row);
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
                    SqlFailures.serverText(failure),
                    failure);
        } catch (ValueRefused none) {
            insert.clearBatch();
            return new Refusal(none.state(), none.getMessage(), null);
        }
    }

    private void bind(Row row) throws SQLException {
        for (int column = 0; column < binders.size(); column++) {
            Object value = row.get(column);
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
