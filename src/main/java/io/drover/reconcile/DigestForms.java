package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.rules.Fate;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;

/** First pass over rows that come as forms: each into the digest of its bucket. */
final class DigestForms implements FlatMapFunction<Iterator<byte[]>, FormedRows.Sums> {
    private static final long serialVersionUID = 1L;

    private final TablePair tables;
    private final Side side;
    private final int buckets;
    private final LongAccumulator rowsRead;
    private final LongAccumulator bytesRead;

    DigestForms(
            TablePair tables,
            Side side,
            int buckets,
            LongAccumulator rowsRead,
            LongAccumulator bytesRead) {
        this.tables = tables;
        this.side = side;
        this.buckets = buckets;
        this.rowsRead = rowsRead;
        this.bytesRead = bytesRead;
    }

    Side side() {
        return side;
    }

    int buckets() {
        return buckets;
    }

    TableName table() {
        return tables.table(side);
    }

    @Override
    public Iterator<FormedRows.Sums> call(Iterator<byte[]> forms) {
        long start = System.nanoTime();
        FormedRows.Sums all = new FormedRows.Sums(buckets);
        long[] sums = all.sums().side(side);
        int keys = tables.spreadColumns();
        RowForm form = new RowForm(tables.columns().size());
        ToleranceGrid grid = new ToleranceGrid(tables);
        CanonicalDigest digest = new CanonicalDigest();
        long bytes = 0;
        long rows = 0;
        while (forms.hasNext()) {
            byte[] next = forms.next();
            rows++;
            if (!FormedRows.isRow(next)) {
                all.count(next[0]);
                continue;
            }
            form.load(next, 0, next.length);
            digest.digest(grid.of(form));
            long spread = keys == 0 ? digest.high() : KeyHash.of(form, keys);
            PairSums.add(sums, KeyHash.bucket(spread, buckets), digest.high(), digest.low());
            all.count(Fate.LOADED.code());
            bytes += next.length;
        }
        all.sums().addRead(bytes, System.nanoTime() - start);
        rowsRead.add(rows);
        bytesRead.add(bytes);
        return List.of(all).iterator();
    }
}
