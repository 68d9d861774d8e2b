package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueRefused;
import io.drover.model.ColumnPlan;
import java.io.Serializable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Binds the rows of a table to a statement, column by column. */
final class RowBinder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> columns = new ArrayList<>();
    private final List<Boolean> neverNull = new ArrayList<>();
    private final List<ValueBinder> binders = new ArrayList<>();

    RowBinder(StoreDialect dialect, List<ColumnPlan> plans, List<String> sparkTypes) {
        for (int index = 0; index < plans.size(); index++) {
            ColumnPlan column = plans.get(index);
            columns.add(column.target());
            neverNull.add(column.notNull());
            binders.add(dialect.binder(sparkTypes.get(index), column.targetType()));
        }
    }

    List<String> columns() {
        return columns;
    }

    /**
     * Binds a row.
     *
     * @param first the index of its first column
     * @throws ValueRefused when the engine cannot hold a value
     */
    void bind(PreparedStatement statement, int first, Row row) throws SQLException {
        for (int column = 0; column < binders.size(); column++) {
            Object value = row.get(column);
            if (value == null && neverNull.get(column)) {
                // SQLite would make up a number for the NULL of an integer key.
                throw new ValueRefused(
                        "23502", columns.get(column) + ": NULL in a NOT NULL column");
            }
            if (value == null) {
                statement.setNull(first + column, Types.NULL);
                continue;
            }
            try {
                binders.get(column).bind(statement, first + column, value);
            } catch (ValueRefused none) {
                throw new ValueRefused(
                        none.state(), columns.get(column) + ": " + none.getMessage());
            }
        }
    }
}
