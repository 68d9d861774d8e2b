package io.drover.job.reconcile;

import io.drover.jdbc.ConnectionPool;
import io.drover.ledger.DifferenceRows;
import io.drover.model.Difference;
import io.drover.reconcile.DifferenceSink;
import io.drover.reconcile.SideAccess;
import io.drover.spec.EndpointSpec;
import java.util.Map;

/**
 * The differences of a run, into the ledger from where they are found.
 *
 * @param ledger where it is: in the target, if that is a PostgreSQL
 */
record LedgerDifferences(long runId, EndpointSpec ledger) implements DifferenceSink {
    private static final long serialVersionUID = 1L;

    @Override
    public Writing open(SideAccess target, int partition) {
        ConnectionPool.Lease lease = borrow(target);
        try {
            return new InPartition(lease, new DifferenceRows(lease.connection(), runId, partition));
        } catch (RuntimeException failure) {
            lease.close();
            throw failure;
        }
    }

    @Override
    public void keep(SideAccess target, int tableNumber, Map<Integer, Long> kept) {
        try (ConnectionPool.Lease lease = borrow(target)) {
            DifferenceRows.keep(lease.connection(), runId, tableNumber, kept);
        }
    }

    private ConnectionPool.Lease borrow(SideAccess target) {
        return ConnectionPool.borrow(target.side(), ledger, target.connections());
    }

    private record InPartition(ConnectionPool.Lease lease, DifferenceRows rows) implements Writing {
        @Override
        public void add(int tableNumber, long number, Difference difference) {
            rows.add(tableNumber, number, difference);
        }

        @Override
        public void commit() {
            rows.commit();
        }

        @Override
        public void close() {
            rows.close();
            lease.close();
        }
    }
}
