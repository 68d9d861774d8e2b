package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Keeps the digests that tasks have made of parts of tables, so that a reconciliation that was
 * killed need not read them again.
 *
 * <p>A caller holds no connection of its own to the target meanwhile: one is borrowed. Runs on:
 * executors. Repeats: saving a part again replaces it.
 */
public interface SavedSums extends Serializable {
    /** Keeps nothing. */
    SavedSums NONE =
            new SavedSums() {
                private static final long serialVersionUID = 1L;

                @Override
                public Map<Part, Saved> find(SideAccess target, List<Part> parts) {
                    return Map.of();
                }

                @Override
                public void save(SideAccess target, Map<Part, Saved> parts) {}
            };

    /**
     * A part of a table, and what is compared of it.
     *
     * @param predicate which rows of the relation
     * @param compared a digest of what is compared of a row, and how it is summed
     * @param server transaction numbers mean nothing elsewhere
     */
    record Part(
            TableName source,
            TableName target,
            Side side,
            TableName relation,
            String predicate,
            String compared,
            String server)
            implements Serializable {}

    /**
     * What was read of it.
     *
     * @param visible the snapshot that it was read under
     * @param relationFile block ranges mean nothing in another file
     * @param sums as {@link PairSums} packs them
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // Carried from the ledger to the sums, never compared.
    record Saved(String visible, long relationFile, long rows, byte[] sums) {}

    /** The newest of each part that an earlier reconciliation left. */
    Map<Part, Saved> find(SideAccess target, List<Part> parts);

    /** Keeps parts that were read to their end. */
    void save(SideAccess target, Map<Part, Saved> parts);

    /**
     * The same, of which nothing is taken over: every part is read, and replaces what was there.
     */
    default SavedSums afresh() {
        return new Afresh(this);
    }

    /** {@link #afresh}. */
    record Afresh(SavedSums kept) implements SavedSums {
        @Override
        public Map<Part, Saved> find(SideAccess target, List<Part> parts) {
            return Map.of();
        }

        @Override
        public void save(SideAccess target, Map<Part, Saved> parts) {
            kept.save(target, parts);
        }
    }
}
