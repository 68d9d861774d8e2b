package io.drover.reconcile;

import java.io.Serializable;

/**
 * Where a row lies, good under the snapshot that it was seen in.
 *
 * @param relation the number of the {@link ScanItem}'s relation
 * @param block the block number, unsigned
 * @param offset the line pointer in the block
 */
record Place(int relation, int block, int offset) implements Serializable {
    long blockNumber() {
        return Integer.toUnsignedLong(block);
    }
}
