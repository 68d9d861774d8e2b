/**
 * Floor 5, of the reconciliation: the rows that a target should hold after rules, computed from the
 * source and the spec by a way of its own. Knows nothing of plan, transform, extract and load.
 */
package io.drover.reconcile.expect;
