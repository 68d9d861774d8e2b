package io.drover.reconcile;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.RowDigest;
import io.drover.canonical.WireDigest;
import io.drover.jdbc.CopyOutRows;
import io.drover.model.WireForm;

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
        int keys = item.tables().keyColumns();
        RowDigest digest = new WireDigest(WireForm.BINARY);
        BinaryTuples tuples = new BinaryTuples(item.tables().columns().size());
        long rows = 0;
        long bytes = 0;
        try (CopyOutRows stream = session.copy(ScanSql.rows(item))) {
            while (stream.advance()) {
                byte[] array = stream.array();
                int offset = stream.offset();
                int length = stream.length();
                // The field count is the same for every row of the query.
                digest.digest(array, offset + Short.BYTES, length - Short.BYTES);
                long spread;
                if (keys == 0) {
                    spread = digest.high();
                } else {
                    tuples.scan(array, offset, length, keys);
                    spread = KeyHash.of(array, tuples, keys);
                }
                PairSums.add(sums, KeyHash.bucket(spread, buckets), digest.high(), digest.low());
                rows++;
                bytes += length;
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
