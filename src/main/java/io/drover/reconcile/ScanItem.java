package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import java.io.Serializable;

/**
 * The unit of reading: the rows of one relation of one side for which {@code predicate} holds.
 *
 * @param pair the position of the pair in its batch
 * @param relation 0, or the number of the partition where the pair's table is a partitioned one
 * @param buckets a power of two, the same for every item of a pair
 * @param guard whether to look for fields that no task could hold before reading them
 * @param estimatedBytes of heap and out-of-line values
 */
record ScanItem(
        int pair,
        TablePair tables,
        Side side,
        int relation,
        TableName name,
        String predicate,
        int buckets,
        Guard guard,
        long estimatedBytes)
        implements Serializable {
    /** Whether large values were seen in the relation's storage. */
    enum Guard {
        NONE,
        WIDEST_FIELD
    }

    /** The same relation, of whose rows others are read. */
    ScanItem only(String otherPredicate) {
        return new ScanItem(
                pair, tables, side, relation, name, otherPredicate, buckets, guard, estimatedBytes);
    }
}
