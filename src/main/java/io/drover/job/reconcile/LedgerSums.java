package io.drover.job.reconcile;

import io.drover.jdbc.ConnectionPool;
import io.drover.ledger.SavedParts;
import io.drover.reconcile.SavedSums;
import io.drover.reconcile.SideAccess;
import io.drover.spec.EndpointSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the digests of parts in the ledger, each in a transaction of its own.
 *
 * @param ledger where it is: in the target, if that is a PostgreSQL
 */
record LedgerSums(String migration, long runId, EndpointSpec ledger) implements SavedSums {
    @Override
    public Map<Part, Saved> find(SideAccess target, List<Part> parts) {
        Map<Part, Saved> all = new HashMap<>();
        try (ConnectionPool.Lease lease = borrow(target)) {
            SavedParts saved = new SavedParts(lease.connection(), migration);
            for (Part part : parts) {
                SavedParts.Part found = saved.find(key(part));
                if (found != null) {
                    all.put(
                            part,
                            new Saved(
                                    found.visible(),
                                    found.relationFile(),
                                    found.rows(),
                                    found.sums()));
                }
            }
        }
        return all;
    }

    @Override
    public void save(SideAccess target, Map<Part, Saved> parts) {
        try (ConnectionPool.Lease lease = borrow(target)) {
            SavedParts saved = new SavedParts(lease.connection(), migration);
            parts.forEach(
                    (part, sums) ->
                            saved.save(
                                    runId,
                                    key(part),
                                    new SavedParts.Part(
                                            sums.visible(),
                                            sums.relationFile(),
                                            sums.rows(),
                                            sums.sums())));
        }
    }

    private ConnectionPool.Lease borrow(SideAccess target) {
        return ConnectionPool.borrow(target.side(), ledger, target.connections());
    }

    private static SavedParts.Key key(Part part) {
        return new SavedParts.Key(
                part.side().name(),
                part.source().toString(),
                part.target().toString(),
                part.relation().toString(),
                part.predicate(),
                part.compared(),
                part.server());
    }
}
