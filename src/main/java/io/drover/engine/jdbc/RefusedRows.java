package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueRefused;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.UnreadableRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rows of a chunk that its table refused. */
final class RefusedRows {
    private final TableName told;
    private final int most;
    private final List<UnreadableRow> rows = new ArrayList<>();

    /**
     * @param most each is told with its reason; a table that is refused whole is no matter of rows
     */
    RefusedRows(TableName told, int most) {
        this.told = told;
        this.most = most;
    }

    void add(long number, SQLException failure, String reason) throws SQLException {
        String state = failure.getSQLState();
        add(number, state == null || state.length() != 5 ? "23000" : state, reason, failure);
    }

    void add(long number, ValueRefused none) throws SQLException {
        add(number, none.state(), none.getMessage(), null);
    }

    void add(long number, BatchInsert.Refusal refusal) throws SQLException {
        add(number, refusal.state(), refusal.reason(), refusal.cause());
    }

    private void add(long number, String state, String reason, @Nullable SQLException failure)
            throws SQLException {
        if (rows.size() == most) {
            throw new SQLException(
                    "more than %d rows of one chunk are refused, the last: %s"
                            .formatted(most, reason),
                    state,
                    failure);
        }
        rows.add(
                new UnreadableRow(
                        number,
                        "row %d of the chunk, on its way into %s".formatted(number, told),
                        null,
                        state,
                        reason));
    }

    int count() {
        return rows.size();
    }

    /** In the order of the chunk. */
    List<UnreadableRow> sorted() {
        List<UnreadableRow> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingLong(UnreadableRow::number));
        return sorted;
    }
}
