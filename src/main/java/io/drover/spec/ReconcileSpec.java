package io.drover.spec;

/**
 * How much of what differs is shown and kept.
 *
 * @param shownDifferences how many differences of a table are printed and put in the report; all
 *     are kept in the ledger up to {@code maxDifferences}
 * @param maxDifferences how many differences of a table are kept in the ledger; more are counted
 */
public record ReconcileSpec(int shownDifferences, long maxDifferences) {}
