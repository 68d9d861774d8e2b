package io.drover.reconcile.expect;

import io.drover.canonical.CanonicalValues;
import io.drover.canonical.RowForm;
import io.drover.model.Nullable;
import io.drover.model.rules.Fate;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Rows of {@link RuledTable} as canonical row forms: carried frames as they came, made values as
 * the target's columns hold them; one byte for a row that is not to be there.
 */
final class Forms implements FlatMapFunction<Iterator<Row>, byte[]> {
    private static final long serialVersionUID = 1L;

    private static final int FATE = 0;
    private static final int CARRIED = 1;
    private static final int FIRST_MADE = 2;

    private final List<Slot> slots;

    /**
     * @param slots in the pair's order of columns; the carried ones in the order of their frames
     */
    Forms(List<Slot> slots) {
        this.slots = List.copyOf(slots);
    }

    /**
     * Where a column of the pair comes from.
     *
     * @param made its number among the made values; -1: carried
     * @param frame of a made value; null: carried, or NULL in every row
     * @param nothing the tag of a column that the table gives nothing to: NULL
     */
    record Slot(int made, @Nullable TargetFrame frame, int nothing) implements Serializable {
        static Slot carried() {
            return new Slot(-1, null, 0);
        }

        static Slot made(int number, TargetFrame frame) {
            return new Slot(number, frame, 0);
        }

        static Slot empty(int tag) {
            return new Slot(-1, null, tag);
        }
    }

    @Override
    public Iterator<byte[]> call(Iterator<Row> rows) {
        RowForm form = new RowForm(slots.size());
        CanonicalValues values = new CanonicalValues(form);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public byte[] next() {
                return form(rows.next(), form, values);
            }
        };
    }

    private byte[] form(Row row, RowForm form, CanonicalValues values) {
        int fate = row.getInt(FATE);
        if (fate != Fate.LOADED.code()) {
            return new byte[] {(byte) fate};
        }
        byte[] frames = row.getAs(CARRIED);
        ByteBuffer carried = ByteBuffer.wrap(frames);
        form.clear();
        for (Slot slot : slots) {
            if (slot.frame() != null) {
                if (!slot.frame().write(row.get(FIRST_MADE + slot.made()), values)) {
                    return new byte[] {(byte) Fate.QUARANTINED.code()};
                }
            } else if (slot.nothing() != 0) {
                form.addNull(slot.nothing());
            } else {
                copy(frames, carried, form);
            }
        }
        return Arrays.copyOf(form.bytes(), form.length());
    }

    private static void copy(byte[] frames, ByteBuffer carried, RowForm form) {
        int tag = carried.getInt();
        int length = carried.getInt();
        if (length < 0) {
            form.addNull(tag);
        } else {
            form.begin(tag);
            form.append(frames, carried.position(), length);
            form.end();
            carried.position(carried.position() + length);
        }
    }
}
