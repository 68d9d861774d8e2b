/**
 * Floor 5, beside the row digests: the other levels of proof. Each says what it asks the servers
 * and what their answers prove; it holds no connection itself.
 */
package io.drover.reconcile.levels;
