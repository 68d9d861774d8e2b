/**
 * Floor 4: what happened, as rows in a schema of the target. If every process dies now, these rows
 * alone say what to do next. Opens no connection itself.
 */
package io.drover.ledger;
