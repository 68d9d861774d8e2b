package io.drover.extract.connector;

import io.drover.canonical.BinaryTuples;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.ChunkReader;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.UnreadableRow;
import io.drover.model.WireRows;
import io.drover.model.rules.DecodedColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;

/**
 * One chunk as Spark values. The row is reused and its strings point into the wire row. Fails when
 * it hands out another count than was sent; the connection is given back with the last row.
 */
final class TypedPartitionReader implements PartitionReader<InternalRow> {
    private static final int ROWS_PER_TICK = 4096;

    /** Of a value that a rule's column could not hold: the value is out of its type's range. */
    private static final String OUT_OF_RANGE = "22003";

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final TypedRead read;
    private final int chunk;
    private final TypedTally tally;
    private final List<DecodedColumn> columns;
    private final FieldDecoder[] decoders;
    private final SpecificInternalRow row;
    private final BinaryTuples tuples;
    private final WireRows rows;
    private final List<UnreadableRow> aside = new ArrayList<>();
    private long number;
    private boolean ended;

    TypedPartitionReader(TypedRead read, StructType schema, ChunkPlan chunk, TypedTally tally) {
        this.read = read;
        this.chunk = chunk.number();
        this.tally = tally;
        this.columns = read.table().rules().decoded();
        this.row = new SpecificInternalRow(schema);
        this.decoders = new FieldDecoder[columns.size()];
        for (int column = 0; column < decoders.length; column++) {
            decoders[column] =
                    BinaryDecoders.of(columns.get(column), schema.fields()[column].dataType());
        }
        this.tuples = new BinaryTuples(decoders.length + 1);
        this.rows = new ChunkReader(read.access()).open(read.table(), chunk);
    }

    @Override
    public boolean next() {
        while (!ended && rows.advance()) {
            number++;
            if (number % ROWS_PER_TICK == 0) {
                tally.rows().add(ROWS_PER_TICK);
            }
            String undecodable = decode();
            if (undecodable == null) {
                return true;
            }
            setAside(new UnreadableRow(number, place(), null, OUT_OF_RANGE, undecodable));
        }
        if (!ended) {
            end();
        }
        return false;
    }

    /** Null when every value stands in the row; else the columns and why. */
    private @Nullable String decode() {
        byte[] array = rows.array();
        tuples.scan(array, rows.offset(), rows.length());
        StringBuilder undecodable = null;
        for (int column = 0; column < decoders.length; column++) {
            if (tuples.isNull(column)) {
                row.setNullAt(column);
                continue;
            }
            String text =
                    decoders[column].decode(
                            array,
                            tuples.fieldOffset(column),
                            tuples.fieldLength(column),
                            row,
                            column);
            if (text != null) {
                undecodable = undecodable == null ? new StringBuilder() : undecodable.append("; ");
                undecodable
                        .append(columns.get(column).name())
                        .append(": the value has no place in ")
                        .append(columns.get(column).sparkType());
            }
        }
        return undecodable == null ? null : undecodable.toString();
    }

    /** As PostgreSQL prints a ctid. */
    private String place() {
        int at = tuples.fieldOffset(decoders.length);
        return "(%d,%d)"
                .formatted(
                        (int) INT.get(rows.array(), at) & 0xffff_ffffL,
                        (short) SHORT.get(rows.array(), at + Integer.BYTES) & 0xffff);
    }

    private void setAside(UnreadableRow bad) {
        aside.add(bad);
        if (aside.size() > read.mostAside()) {
            throw new MigrationException(
                    ErrorKind.QUARANTINE_LIMIT,
                    "Cannot load %s: %d %s would be set aside and quarantine.max-rows is %d; row %d of chunk %d, at %s of the source: %s. Mend the row, leave it out with where, or raise the limit to set such rows aside. The same command goes on."
                            .formatted(
                                    read.table().target(),
                                    aside.size(),
                                    aside.size() == 1 ? "row" : "rows",
                                    read.mostAside(),
                                    bad.number(),
                                    chunk,
                                    bad.place(),
                                    bad.reason()));
        }
    }

    private void end() {
        ended = true;
        long sent = rows.sent();
        List<UnreadableRow> unread = rows.unreadable();
        if (sent != number + unread.size()) {
            throw new IllegalStateException(
                    "The source sent %d rows, %d came".formatted(sent, number + unread.size()));
        }
        unread.forEach(this::setAside);
        tally.rows().add(number % ROWS_PER_TICK);
        tally.chunks().add(new TypedTally.ChunkTally(chunk, sent, List.copyOf(aside)));
        rows.close();
    }

    @Override
    public InternalRow get() {
        return row;
    }

    @Override
    public void close() {
        rows.close();
    }
}
