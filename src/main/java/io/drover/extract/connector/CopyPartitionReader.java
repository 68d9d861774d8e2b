package io.drover.extract.connector;

import io.drover.canonical.BinaryTuples;
import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.ChunkReader;
import io.drover.extract.SourceCounts;
import io.drover.extract.UnreadRows;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * One chunk as Spark rows: of opaque fields, or as rules look at them. Fails when it hands out
 * another count than was sent. The connection is given back with the last row, not with the task:
 * what the task does afterwards may last, or need one itself.
 */
final class CopyPartitionReader implements PartitionReader<InternalRow> {
    private final WireRows rows;
    private final WireForm form;
    private final int fields;
    private final BinaryTuples tuples;
    private final int chunk;
    private final TableName source;
    private final boolean shuffles;
    private final @Nullable CollectionAccumulator<ReadCounters.ChunkCount> counter;
    private final @Nullable RuledRow ruled;
    private long handedOut;
    private boolean ended;

    CopyPartitionReader(
            CopyRead read,
            StructType schema,
            ChunkPlan chunk,
            @Nullable CollectionAccumulator<ReadCounters.ChunkCount> counter) {
        this.counter = counter;
        this.chunk = chunk.number();
        this.source = read.table().source();
        this.shuffles = read.table().shuffles();
        this.ruled =
                read.table().rules() == null
                        ? null
                        : placed(RuledRow.of(read.table(), read.table().rules(), schema), read);
        this.form = read.table().wire();
        this.fields = read.table().columns().size();
        this.tuples = new BinaryTuples(fields);
        this.rows = new ChunkReader(read.access()).open(read.table(), chunk);
    }

    private RuledRow placed(RuledRow row, CopyRead read) {
        return Engines.covers(read.access().endpoint()) ? row.numberedIn(chunk) : row;
    }

    @Override
    public boolean next() {
        if (ended) {
            return false;
        }
        if (rows.advance()) {
            handedOut++;
            return true;
        }
        ended = true;
        List<UnreadableRow> unread = rows.unreadable();
        if (rows.sent() != handedOut + unread.size()) {
            throw new IllegalStateException(
                    "The source sent %d rows, %d were handed out"
                            .formatted(rows.sent(), handedOut));
        }
        if (!unread.isEmpty() && shuffles) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: %s of chunk %d: %s. Rules that deal rows anew take only rows that can be read; mend the row, or leave it out with where."
                            .formatted(
                                    source, unread.get(0).place(), chunk, unread.get(0).reason()));
        }
        UnreadRows.record(unread);
        SourceCounts.record(chunk, rows.sent());
        if (counter != null) {
            counter.add(new ReadCounters.ChunkCount(chunk, rows.sent()));
        }
        rows.close();
        return false;
    }

    @Override
    public InternalRow get() {
        if (ruled != null) {
            return ruled.row(rows);
        }
        return form == WireForm.BINARY ? binary() : text();
    }

    @Override
    public void close() {
        rows.close();
    }

    private InternalRow binary() {
        byte[] array = rows.array();
        tuples.scan(array, rows.offset(), rows.length());
        Object[] values = new Object[fields];
        for (int field = 0; field < fields; field++) {
            if (!tuples.isNull(field)) {
                int from = tuples.fieldOffset(field);
                values[field] = Arrays.copyOfRange(array, from, from + tuples.fieldLength(field));
            }
        }
        return new GenericInternalRow(values);
    }

    /** Fields stay escaped, as COPY wrote them: an unescaped tab always ends one. */
    private InternalRow text() {
        byte[] array = rows.array();
        Object[] values = new Object[fields];
        int from = rows.offset();
        int end = rows.offset() + rows.length() - 1;
        for (int field = 0; field < fields; field++) {
            int to = from;
            while (to < end && array[to] != '\t') {
                to++;
            }
            boolean isNull = to - from == 2 && array[from] == '\\' && array[from + 1] == 'N';
            values[field] = isNull ? null : Arrays.copyOfRange(array, from, to);
            from = to + 1;
        }
        if (from != end + 1) {
            throw new IllegalStateException("A line has not " + fields + " fields");
        }
        return new GenericInternalRow(values);
    }
}
