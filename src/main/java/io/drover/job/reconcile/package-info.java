/**
 * The command {@code reconcile}: both sides of a proof, its levels, and what the ledger keeps of
 * it.
 */
package io.drover.job.reconcile;
