package io.drover.extract.connector;

import io.drover.canonical.BinaryTuples;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowPlace;
import io.drover.model.rules.RowRules;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * One wire row at a time as the Spark row that rules look at: the opaque slice, the decoded values,
 * the place, and what could not be decoded. The row is reused and its strings point into the wire
 * row: both stand until the next.
 */
abstract class RuledRow {
    private static final int MOST_CHARACTERS = 60;

    private final SpecificInternalRow row;
    private final List<DecodedColumn> decoded;
    private final List<String> masked;
    private final FieldDecoder[] decoders;
    private @Nullable StringBuilder undecodable;
    private long origin;

    RuledRow(RowRules rules, StructType schema, FieldDecoder[] decoders) {
        this.row = new SpecificInternalRow(schema);
        this.decoded = rules.decoded();
        this.masked = rules.masked();
        this.decoders = decoders;
    }

    /** For the table's wire form; {@code schema} is that of its rows. */
    static RuledRow of(TablePlan table, RowRules rules, StructType schema) {
        return switch (table.wire()) {
            case BINARY -> new Binary(table.columns().size(), rules, schema);
            case TEXT -> new Text(table.columns().size(), rules, schema);
        };
    }

    /** Of an engine, whose rows are numbered in each chunk anew: places of two chunks differ. */
    final RuledRow numberedIn(int chunk) {
        origin = RowPlace.of(chunk, 0);
        return this;
    }

    abstract InternalRow row(WireRows wire);

    final void opaque(byte[] slice) {
        row.update(0, slice);
    }

    final void decode(int column, byte[] array, int from, int length) {
        String text = decoders[column].decode(array, from, length, row, column + 1);
        if (text != null) {
            decodeNull(column);
            note(decoded.get(column), text);
        }
    }

    final void decodeNull(int column) {
        row.setNullAt(column + 1);
    }

    /** The row is whole. */
    final InternalRow finish(long block, int offset) {
        int place = decoders.length + 1;
        row.setLong(place, origin | block << 16 | offset);
        if (undecodable == null) {
            row.setNullAt(place + 1);
        } else {
            row.update(place + 1, UTF8String.fromString(undecodable.toString()));
            undecodable = null;
        }
        return row;
    }

    private void note(DecodedColumn column, String text) {
        if (undecodable == null) {
            undecodable = new StringBuilder();
        } else {
            undecodable.append("; ");
        }
        undecodable
                .append(column.name())
                .append(": ")
                .append(
                        masked.contains(column.name())
                                ? "the masked value"
                                : text.length() > MOST_CHARACTERS
                                        ? text.substring(0, MOST_CHARACTERS) + "…"
                                        : text)
                .append(" has no place in ")
                .append(column.sparkType());
    }

    private static FieldDecoder[] decoders(RowRules rules, StructType schema, Decoders ofColumn) {
        FieldDecoder[] decoders = new FieldDecoder[rules.decoded().size()];
        for (int column = 0; column < decoders.length; column++) {
            decoders[column] =
                    ofColumn.of(
                            rules.decoded().get(column), schema.fields()[column + 1].dataType());
        }
        return decoders;
    }

    private interface Decoders {
        FieldDecoder of(DecodedColumn column, DataType type);
    }

    private static final class Binary extends RuledRow {
        private static final VarHandle SHORT =
                MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
        private static final VarHandle INT =
                MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

        private final int carried;
        private final int fields;
        private final BinaryTuples tuples;

        Binary(int carried, RowRules rules, StructType schema) {
            super(rules, schema, decoders(rules, schema, BinaryDecoders::of));
            this.carried = carried;
            this.fields = carried + rules.decoded().size();
            this.tuples = new BinaryTuples(fields + 1);
        }

        @Override
        InternalRow row(WireRows wire) {
            byte[] array = wire.array();
            tuples.scan(array, wire.offset(), wire.length());
            // The carried fields with their lengths lie between the count and the next length.
            opaque(
                    Arrays.copyOfRange(
                            array,
                            wire.offset() + Short.BYTES,
                            tuples.fieldOffset(carried) - Integer.BYTES));
            for (int field = carried; field < fields; field++) {
                if (tuples.isNull(field)) {
                    decodeNull(field - carried);
                } else {
                    decode(
                            field - carried,
                            array,
                            tuples.fieldOffset(field),
                            tuples.fieldLength(field));
                }
            }
            int place = tuples.fieldOffset(fields);
            return finish(
                    (int) INT.get(array, place) & 0xffff_ffffL,
                    (short) SHORT.get(array, place + Integer.BYTES) & 0xffff);
        }
    }

    private static final class Text extends RuledRow {
        private final int carried;
        private final int decoded;
        private final TextFields fields = new TextFields();

        Text(int carried, RowRules rules, StructType schema) {
            super(rules, schema, decoders(rules, schema, TextDecoders::of));
            this.carried = carried;
            this.decoded = rules.decoded().size();
        }

        @Override
        InternalRow row(WireRows wire) {
            fields.begin(wire);
            opaque(Arrays.copyOfRange(wire.array(), wire.offset(), fields.skip(carried)));
            for (int column = 0; column < decoded; column++) {
                if (fields.advance()) {
                    decode(column, fields.array(), fields.from(), fields.length());
                } else {
                    decodeNull(column);
                }
            }
            fields.advance();
            return place();
        }

        /** Of {@code (block,offset)}. */
        private InternalRow place() {
            long block = 0;
            int offset = 0;
            boolean behindComma = false;
            byte[] array = fields.array();
            for (int at = fields.from() + 1; at < fields.from() + fields.length() - 1; at++) {
                if (array[at] == ',') {
                    behindComma = true;
                } else if (behindComma) {
                    offset = offset * 10 + array[at] - '0';
                } else {
                    block = block * 10 + array[at] - '0';
                }
            }
            if (!behindComma || !fields.ended()) {
                throw new IllegalStateException("A line does not end in a ctid");
            }
            return finish(block, offset);
        }
    }
}
