package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
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
final class MarkScan implements PairFlatMapFunction<Iterator<ScanTask>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    /** All that a mark is lies in its key, by which it is sorted. */
    private static final byte[] NOTHING = {};

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
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<ScanTask> tasks) {
        if (!tasks.hasNext()) {
            return Collections.emptyIterator();
        }
        // One task each: parallelize() was asked for as many slices.
        Marks marks = new Marks(tasks.next());
        TaskCompletionListener closing = context -> marks.close();
        TaskContext.get().addTaskCompletionListener(closing);
        return marks;
    }

    private final class Marks implements Iterator<Tuple2<byte[], byte[]>>, AutoCloseable {
        private final SideSession session;
        private final Iterator<ScanItem> items;
        private final CanonicalDigest digest = new CanonicalDigest();
        private final CanonicalDigest keyDigest = new CanonicalDigest();
        private ScanItem item;
        private BitSet buckets;
        private BinaryTuples tuples;
        private RowFormer former;
        private ToleranceGrid grid;
        private CutForm cut;
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
        public Tuple2<byte[], byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Tuple2<byte[], byte[]> mark = new Tuple2<>(next, NOTHING);
            next = null;
            return mark;
        }

        private void open(ScanItem wanted) {
            item = wanted;
            buckets = differing.get(wanted.pair());
            int columns = wanted.tables().columns().size();
            tuples = new BinaryTuples(columns);
            former = new RowFormer(wanted.tables(), wanted.side());
            grid = new ToleranceGrid(wanted.tables());
            cut = new CutForm(columns);
            rows = session.copy(ScanSql.rows(wanted));
        }

        /** The row's mark, or null where its bucket is equal on both sides. */
        private byte @Nullable [] mark(byte[] row, int offset, int length) {
            int keys = item.tables().keyColumns();
            tuples.scan(row, offset, length);
            RowForm form = former.form(row, tuples);
            digest.digest(grid.of(form));
            int spreading = item.tables().spreadColumns();
            long spread = spreading == 0 ? digest.high() : KeyHash.of(form, spreading);
            if (!buckets.get(KeyHash.bucket(spread, item.buckets()))) {
                return null;
            }
            CanonicalDigest key = digest;
            if (keys > 0) {
                keyDigest.digestFirst(form, keys);
                key = keyDigest;
            }
            return RowMark.bytes(
                    item.pair(),
                    key.high(),
                    key.low(),
                    digest.high(),
                    digest.low(),
                    item.side(),
                    cut.of(form));
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
