package io.drover.load;

import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RuledColumn;
import org.apache.spark.sql.Row;

/** Writes rows of the {@link FatedRow} shape as wire rows: the opaque slice, then ruled values. */
final class RuledRowWriter {
    private static final int OPAQUE = 0;

    private final WireForm form;
    private final boolean carries;
    private final int fields;
    private final ValueEncoder[] encoders;

    RuledRowWriter(TablePlan table) {
        this.form = table.wire();
        this.carries = !table.columns().isEmpty();
        this.fields = table.loadedColumns().size();
        this.encoders =
                table.rules().columns().stream()
                        .map(RuledColumn::targetType)
                        .map(type -> ValueEncoder.of(type, form))
                        .toArray(ValueEncoder[]::new);
    }

    /**
     * Adds the row's bytes.
     *
     * @throws ValueRefused where its column would not hold a value exactly; the bytes are not whole
     */
    void write(Row row, WireBuffer out) {
        if (form == WireForm.BINARY) {
            binary(row, out);
        } else {
            text(row, out);
        }
    }

    private void binary(Row row, WireBuffer out) {
        out.putShort(fields);
        if (carries) {
            out.put(row.<byte[]>getAs(OPAQUE));
        }
        for (int column = 0; column < encoders.length; column++) {
            Object value = row.get(FatedRow.FIRST_COLUMN + column);
            int start = out.size();
            out.putInt(-1);
            if (value != null) {
                encoders[column].encode(value, out);
                out.setInt(start, out.size() - start - Integer.BYTES);
            }
        }
    }

    private void text(Row row, WireBuffer out) {
        if (carries) {
            out.put(row.<byte[]>getAs(OPAQUE));
        }
        for (int column = 0; column < encoders.length; column++) {
            if (carries || column > 0) {
                out.put('\t');
            }
            Object value = row.get(FatedRow.FIRST_COLUMN + column);
            if (value == null) {
                out.put('\\');
                out.put('N');
            } else {
                encoders[column].encode(value, out);
            }
        }
        out.put('\n');
    }
}
