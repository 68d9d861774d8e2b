package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** Second pass over rows that come as forms: the marks of those in buckets that differ. */
final class MarkForms implements PairFlatMapFunction<Iterator<byte[]>, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    private static final byte[] NOTHING = {};

    private final int pair;
    private final TablePair tables;
    private final Side side;
    private final BitSet differing;
    private final int buckets;

    MarkForms(int pair, TablePair tables, Side side, BitSet differing, int buckets) {
        this.pair = pair;
        this.tables = tables;
        this.side = side;
        this.differing = differing;
        this.buckets = buckets;
    }

    @Override
    public Iterator<Tuple2<byte[], byte[]>> call(Iterator<byte[]> forms) {
        Marking marking = new Marking();
        Iterable<byte[]> all = () -> forms;
        return StreamSupport.stream(all.spliterator(), false)
                .filter(FormedRows::isRow)
                .map(marking::mark)
                .filter(Objects::nonNull)
                .map(mark -> new Tuple2<>(mark, NOTHING))
                .iterator();
    }

    private final class Marking {
        private final RowForm form = new RowForm(tables.columns().size());
        private final CutForm cut = new CutForm(tables.columns().size());
        private final ToleranceGrid grid = new ToleranceGrid(tables);
        private final CanonicalDigest digest = new CanonicalDigest();
        private final CanonicalDigest keyDigest = new CanonicalDigest();

        /** The row's mark, or null where its bucket is equal on both sides. */
        private byte @Nullable [] mark(byte[] row) {
            int keys = tables.keyColumns();
            form.load(row, 0, row.length);
            digest.digest(grid.of(form));
            int spreading = tables.spreadColumns();
            long spread = spreading == 0 ? digest.high() : KeyHash.of(form, spreading);
            if (!differing.get(KeyHash.bucket(spread, buckets))) {
                return null;
            }
            CanonicalDigest key = digest;
            if (keys > 0) {
                keyDigest.digestFirst(form, keys);
                key = keyDigest;
            }
            return RowMark.bytes(
                    pair, key.high(), key.low(), digest.high(), digest.low(), side, cut.of(form));
        }
    }
}
