package io.drover.load;

import io.drover.canonical.CanonicalValues;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ServerText;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.error.MigrationException;
import io.drover.model.WireForm;
import io.drover.model.rules.FatedRow;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Makes rows for a store of rows of the {@link FatedRow} shape. What rules made must be a value of
 * its column's logical type: PostgreSQL would say so itself, a store that keeps the text would not.
 *
 * <p>Runs on: executors; not thread-safe.
 */
final class StoreValues {
    private final List<StoreColumn> columns;
    private final ValueEncoder[] encoders;
    private final ServerText[] printers;
    private final WireBuffer scratch = new WireBuffer(256);

    StoreValues(List<StoreColumn> columns) {
        this.columns = columns;
        this.encoders =
                columns.stream()
                        .map(column -> column.ruled() ? encoder(column.type()) : null)
                        .toArray(ValueEncoder[]::new);
        this.printers =
                columns.stream()
                        .map(column -> column.printed() ? new ServerText(column.type()) : null)
                        .toArray(ServerText[]::new);
    }

    private static ValueEncoder encoder(String type) {
        return ValueEncoder.of(type, WireType.hasBinary(type) ? WireForm.BINARY : WireForm.TEXT);
    }

    /**
     * The row's values in the order of the columns.
     *
     * @throws ValueRefused where its column would not hold a value exactly
     */
    Row of(Row fated) {
        Object[] values = new Object[columns.size()];
        for (int column = 0; column < values.length; column++) {
            Object value = fated.get(FatedRow.FIRST_COLUMN + column);
            values[column] = value == null ? null : value(column, value);
        }
        return RowFactory.create(values);
    }

    private Object value(int column, Object value) {
        StoreColumn of = columns.get(column);
        if (encoders[column] != null) {
            try {
                scratch.truncate(0);
                encoders[column].encode(value, scratch);
            } catch (ValueRefused refused) {
                throw new ValueRefused(
                        refused.state(), "%s: %s".formatted(of.name(), refused.getMessage()));
            }
            if (of.type().startsWith("json")) {
                refuseNoJson(of, (String) value);
            }
        }
        return printers[column] == null ? value : printers[column].of(value);
    }

    private static void refuseNoJson(StoreColumn column, String text) {
        try {
            new CanonicalValues(new RowForm(1)).addJson(text);
        } catch (MigrationException none) {
            throw new ValueRefused(
                    "22P02", "%s: invalid input syntax for type json".formatted(column.name()));
        }
    }
}
