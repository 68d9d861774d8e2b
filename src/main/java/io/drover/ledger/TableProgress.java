package io.drover.ledger;

import io.drover.model.SetDigest;
import java.util.BitSet;

/**
 * How far a table of a load is, from its receipts of the present generation.
 *
 * @param receipts the numbers of the chunks whose rows are in the target
 * @param read rows read for them; always loaded + filtered + deduplicated + quarantined
 * @param digest of the wire rows that were sent; EMPTY where nothing was
 * @param epochs how many snapshots those chunks were read under
 */
public record TableProgress(
        int number,
        int generation,
        State state,
        int chunks,
        BitSet receipts,
        long read,
        long loaded,
        long filtered,
        long deduplicated,
        long quarantined,
        SetDigest digest,
        int epochs) {
    /** {@code table_load.state}. */
    public enum State {
        PENDING,
        LOADING,
        LOADED,
        SWAPPED,
        FAILED
    }

    /** Whether every row that was read has a fate. */
    public boolean balances() {
        return read == loaded + filtered + deduplicated + quarantined;
    }

    public boolean allChunksLoaded() {
        return receipts.cardinality() == chunks;
    }
}
