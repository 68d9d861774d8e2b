package io.drover.reconcile;

/**
 * How the work is cut, and how much of what differs is kept.
 *
 * @param taskBytes about what one task reads
 * @param maxDifferences how many differences of a table go to the sink; the rest is counted
 * @param shownDifferences how many of them the verdict holds
 */
public record ReconcileLimits(long taskBytes, long maxDifferences, int shownDifferences) {}
