package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import java.io.Serializable;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the digests of all buckets say about a pair.
 *
 * @param differing the buckets that differ
 * @param differingRows rows of both sides in them
 * @param nanos that tasks spent reading, both sides together
 * @param partsTakenOver how many parts were not read, as a killed reconciliation had read them
 * @param failure why the pair could not be read to the end, or null
 * @param refusals sides whose server could not make the digests, and why: tasks must read them
 */
record PairComparison(
        SetDigest source,
        SetDigest target,
        BitSet differing,
        long differingRows,
        long wireBytes,
        long nanos,
        int partsTakenOver,
        @Nullable String failure,
        Map<Side, String> refusals)
        implements Serializable {
    /** Of a pair that has no rows to read on either side. */
    static final PairComparison NOTHING = of(new long[0], new long[0], 0, 0, 0, null);

    static PairComparison of(
            long[] source,
            long[] target,
            long wireBytes,
            long nanos,
            int partsTakenOver,
            @Nullable String failure) {
        SetDigest allSource = SetDigest.EMPTY;
        SetDigest allTarget = SetDigest.EMPTY;
        BitSet differing = new BitSet();
        long differingRows = 0;
        for (int bucket = 0; bucket < source.length / 3; bucket++) {
            SetDigest here = bucket(source, bucket);
            SetDigest there = bucket(target, bucket);
            allSource = allSource.plus(here);
            allTarget = allTarget.plus(there);
            if (!here.equals(there)) {
                differing.set(bucket);
                differingRows += here.rows() + there.rows();
            }
        }
        return new PairComparison(
                allSource,
                allTarget,
                differing,
                differingRows,
                wireBytes,
                nanos,
                partsTakenOver,
                failure,
                Map.of());
    }

    /** The same, of which nothing stands where there is any refusal. */
    PairComparison refusedBy(Map<Side, String> sides) {
        return sides.isEmpty()
                ? this
                : new PairComparison(
                        source,
                        target,
                        differing,
                        differingRows,
                        wireBytes,
                        nanos,
                        partsTakenOver,
                        failure,
                        new EnumMap<>(sides));
    }

    private static SetDigest bucket(long[] sums, int bucket) {
        int at = 3 * bucket;
        return new SetDigest(sums[at], sums[at + 1], sums[at + 2]);
    }

    boolean needsDrillDown() {
        return failure == null && refusals.isEmpty() && !differing.isEmpty();
    }
}
