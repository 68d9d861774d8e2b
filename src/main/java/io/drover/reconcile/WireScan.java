package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.jdbc.CopyOutRows;

/**
 * The first pass where a task makes the digests, from the rows that the server sends.
 *
 * @see ServerScan where no row is sent
 */
final class WireScan {
    /** What was read. */
    record Read(long rows, long bytes) {}

    private WireScan() {}

    /** Adds the sums of an item's rows. */
    static Read digest(SideSession session, ScanItem item, PairSums into) {
        long start = System.nanoTime();
        long[] sums = into.side(item.side());
        int buckets = item.buckets();
        int keys = item.tables().spreadColumns();
        CanonicalDigest digest = new CanonicalDigest();
        RowFormer former = new RowFormer(item.tables(), item.side());
        ToleranceGrid grid = new ToleranceGrid(item.tables());
        BinaryTuples tuples = new BinaryTuples(item.tables().columns().size());
        long rows = 0;
        long bytes = 0;
        try (CopyOutRows stream = session.copy(ScanSql.rows(item))) {
            while (stream.advance()) {
                byte[] array = stream.array();
                tuples.scan(array, stream.offset(), stream.length());
                RowForm form = former.form(array, tuples);
                digest.digest(grid.of(form));
                long spread = keys == 0 ? digest.high() : KeyHash.of(form, keys);
                PairSums.add(sums, KeyHash.bucket(spread, buckets), digest.high(), digest.low());
                rows++;
                bytes += stream.length();
            }
            if (stream.sent() != rows) {
                throw new IllegalStateException(
                        "the server says that it sent %d rows, and %d were read"
                                .formatted(stream.sent(), rows));
            }
        }
        into.addRead(bytes, System.nanoTime() - start);
        return new Read(rows, bytes);
    }
}
