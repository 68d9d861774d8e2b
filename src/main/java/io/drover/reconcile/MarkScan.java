package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.RowDigest;
import io.drover.canonical.WireDigest;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * Second pass: the rows of the buckets that differ, each as a {@link RowMark}, one at a time.
 *
 * @see BucketScan the first pass, whose buckets these are
 */
final class MarkScan implements PairFlatMapFunction<Iterator<ScanTask>, byte[], Boolean> {
    private static final long serialVersionUID = 1L;

    private final SideAccess source;
    private final SideAccess target;
    private final Map<Integer, BitSet> differing;

    /** {@code differing}: the buckets of each pair, by the pair's position. */
    MarkScan(SideAccess source, SideAccess target, Map<Integer, BitSet> differing) {
        this.source = source;
        this.target = target;
        this.differing = differing;
    }

    @Override
    public Iterator<Tuple2<byte[], Boolean>> call(Iterator<ScanTask> tasks) {
        if (!tasks.hasNext()) {
            return Collections.emptyIterator();
        }
        // One task each: parallelize() was asked for as many slices.
        Marks marks = new Marks(tasks.next());
        TaskCompletionListener closing = context -> marks.close();
        TaskContext.get().addTaskCompletionListener(closing);
        return marks;
    }

    private final class Marks implements Iterator<Tuple2<byte[], Boolean>>, AutoCloseable {
        private final SideSession session;
        private final Iterator<ScanItem> items;
        private final RowDigest digest = new WireDigest(WireForm.BINARY);
        private final RowDigest keyDigest = new WireDigest(WireForm.BINARY);
        private ScanItem item;
        private BitSet buckets;
        private BinaryTuples tuples;
        private @Nullable CopyOutRows rows;
        private byte @Nullable [] next;

        Marks(ScanTask task) {
            this.items = task.items().iterator();
            this.session = SideSession.open(task.side() == Side.SOURCE ? source : target);
        }

        @Override
        public boolean hasNext() {
            while (next == null) {
                if (rows == null) {
                    if (!items.hasNext()) {
                        close();
                        return false;
                    }
                    open(items.next());
                } else if (rows.advance()) {
                    next = mark(rows.array(), rows.offset(), rows.length());
                } else {
                    rows.close();
                    rows = null;
                }
            }
            return true;
        }

        @Override
        public Tuple2<byte[], Boolean> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Tuple2<byte[], Boolean> mark = new Tuple2<>(next, Boolean.TRUE);
            next = null;
            return mark;
        }

        private void open(ScanItem wanted) {
            item = wanted;
            buckets = differing.get(wanted.pair());
            tuples = new BinaryTuples(wanted.tables().columns().size() + 1);
            rows = session.copy(ScanSql.rowsWithPlace(wanted));
        }

        /** The row's mark, or null where its bucket is equal on both sides. */
        private byte @Nullable [] mark(byte[] row, int offset, int length) {
            // The last field is the ctid: its length (4 bytes), block (4) and line pointer (2).
            int placeAt = offset + length - 6;
            int fieldsAt = offset + Short.BYTES;
            int fieldsLength = placeAt - Integer.BYTES - fieldsAt;
            int keys = item.tables().keyColumns();
            if (keys == 0) {
                digest.digest(row, fieldsAt, fieldsLength);
                if (!buckets.get(KeyHash.bucket(digest.high(), item.buckets()))) {
                    return null;
                }
                return mark(row, placeAt, digest);
            }
            int keyEnd = tuples.scan(row, offset, length, keys);
            if (!buckets.get(KeyHash.bucket(KeyHash.of(row, tuples, keys), item.buckets()))) {
                return null;
            }
            digest.digest(row, fieldsAt, fieldsLength);
            keyDigest.digest(row, fieldsAt, keyEnd - fieldsAt);
            return mark(row, placeAt, keyDigest);
        }

        private byte[] mark(byte[] row, int placeAt, RowDigest key) {
            ByteBuffer place = ByteBuffer.wrap(row, placeAt, 6);
            return new RowMark(
                            item.pair(),
                            key.high(),
                            key.low(),
                            digest.high(),
                            digest.low(),
                            item.side(),
                            new Place(
                                    item.relation(),
                                    place.getInt(),
                                    Short.toUnsignedInt(place.getShort())))
                    .toBytes();
        }

        @Override
        public void close() {
            if (rows != null) {
                rows.close();
                rows = null;
            }
            session.close();
        }
    }
}
