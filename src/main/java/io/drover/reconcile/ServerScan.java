package io.drover.reconcile;

import io.drover.dialect.postgres.CanonicalField;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.util.List;

/**
 * The first pass where the server makes the digests: one query an item gives the three sums of each
 * of its buckets, and no row is sent.
 *
 * <p>Runs on: executors. What the server refuses or does not do exactly is a refusal of the sums,
 * so that the rows are read by tasks instead; only a lost connection is a failure.
 *
 * @see WireScan where every row is sent
 */
final class ServerScan {
    /** What the sums of a bucket take on the wire, about. */
    private static final int SUM_BYTES = 80;

    /** Enough for the sums of all buckets, which would be spilled with their rows otherwise. */
    private static final String SETTINGS =
            "SELECT pg_catalog.set_config('work_mem', '64MB', true),"
                    + " pg_catalog.set_config('jit', 'off', true)";

    private ServerScan() {}

    /**
     * Adds the sums of an item's rows; how many rows these are. After a refusal the session's
     * transaction may have ended.
     *
     * @throws MigrationException TRANSIENT when the connection was lost
     */
    static long digest(
            SideSession session, ScanItem item, List<CanonicalField> fields, PairSums into) {
        long start = System.nanoTime();
        long[] sums = into.side(item.side());
        Totals totals = new Totals();
        try {
            String unused = session.value(SETTINGS);
            session.forEach(
                    ScanSql.bucketDigests(item, fields),
                    row -> {
                        int at = 3 * row.getInt(1);
                        sums[at] += row.getLong(2);
                        // The sums are exact; what is left of them is taken mod 2^64.
                        sums[at + 1] += row.getBigDecimal(3).longValue();
                        sums[at + 2] += row.getBigDecimal(4).longValue();
                        totals.rows += row.getLong(2);
                        totals.inexact += row.getLong(5);
                        totals.buckets++;
                    });
        } catch (MigrationException failure) {
            if (failure.kind() == ErrorKind.TRANSIENT) {
                throw failure;
            }
            into.refuse(item.side(), "the server cannot: " + reason(failure));
            return 0;
        }
        if (totals.inexact > 0) {
            into.refuse(
                    item.side(),
                    "%d rows of %s hold arrays of JSON numbers with noughts at their ends"
                            .formatted(totals.inexact, item.name()));
        }
        into.addRead(totals.buckets * SUM_BYTES, System.nanoTime() - start);
        return totals.rows;
    }

    /** What the server said, without the advice to the operator, who has nothing to mend. */
    private static String reason(MigrationException failure) {
        return String.valueOf(
                failure.getCause() == null
                        ? failure.getMessage()
                        : failure.getCause().getMessage());
    }

    private static final class Totals {
        private long buckets;
        private long rows;
        private long inexact;
    }
}
