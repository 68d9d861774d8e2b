package io.drover.reconcile;

import io.drover.spec.ReconcileSpec.DigestPlace;

/**
 * How the work is cut, where digests are made, and how much of what differs is kept.
 *
 * @param taskBytes about what one task reads
 * @param maxFieldBytes a table with a larger field is not proven: a task holds a whole row
 * @param maxDifferences how many differences of a table go to the sink; the rest is counted
 * @param shownDifferences how many of them the verdict holds
 * @param digest where row digests are made
 * @param measuredBytes of all tables of both sides, from which on it is measured where digests are
 *     cheaper; what is smaller is read by tasks
 */
public record ReconcileLimits(
        long taskBytes,
        long maxFieldBytes,
        long maxDifferences,
        int shownDifferences,
        DigestPlace digest,
        long measuredBytes) {
    /** Below it the measurement takes longer than it can save. */
    public static final long MEASURED_BYTES = 256L << 20;

    /** Digests where they are cheaper. */
    public ReconcileLimits(
            long taskBytes, long maxFieldBytes, long maxDifferences, int shownDifferences) {
        this(
                taskBytes,
                maxFieldBytes,
                maxDifferences,
                shownDifferences,
                DigestPlace.AUTO,
                MEASURED_BYTES);
    }
}
