package io.drover.reconcile;

import io.drover.engine.BucketDigest;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;

/**
 * First pass over digests that a server other than PostgreSQL has made of its rows: each into the
 * sums of its bucket. Rows without a digest are a refusal of all sums.
 */
final class SumDigests implements FlatMapFunction<Iterator<BucketDigest>, FormedRows.Sums> {
    private static final long serialVersionUID = 1L;

    /** What the sums of a bucket take on the wire, about. */
    private static final int SUM_BYTES = 80;

    private final TableName table;
    private final Side side;
    private final int buckets;
    private final LongAccumulator rowsRead;

    SumDigests(TableName table, Side side, int buckets, LongAccumulator rowsRead) {
        this.table = table;
        this.side = side;
        this.buckets = buckets;
        this.rowsRead = rowsRead;
    }

    @Override
    public Iterator<FormedRows.Sums> call(Iterator<BucketDigest> digests) {
        long start = System.nanoTime();
        FormedRows.Sums all = new FormedRows.Sums(buckets);
        long[] sums = all.sums().side(side);
        long bytes = 0;
        long rows = 0;
        long undigested = 0;
        while (digests.hasNext()) {
            BucketDigest digest = digests.next();
            int at = 3 * digest.bucket();
            sums[at] += digest.rows();
            sums[at + 1] += digest.high();
            sums[at + 2] += digest.low();
            rows += digest.rows();
            undigested += digest.undigested();
            bytes += SUM_BYTES;
        }
        if (undigested > 0) {
            all.sums()
                    .refuse(
                            side,
                            "the server has no form of %d rows of %s".formatted(undigested, table));
        }
        all.sums().addRead(bytes, System.nanoTime() - start);
        rowsRead.add(rows);
        return List.of(all).iterator();
    }
}
