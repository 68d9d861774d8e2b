package io.drover.reconcile;

/**
 * How the work is cut, and how much of what differs is kept.
 *
 * @param taskBytes about what one task reads
 * @param maxFieldBytes a table with a larger field is not proven: a task holds a whole row
 * @param maxDifferences how many differences of a table go to the sink; the rest is counted
 * @param shownDifferences how many of them the verdict holds
 */
public record ReconcileLimits(
        long taskBytes, long maxFieldBytes, long maxDifferences, int shownDifferences) {}
