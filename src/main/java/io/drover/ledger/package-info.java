/**
 * Floor 4: the durable record of runs, loads, epochs, receipts, quarantine and verdicts, in a
 * schema of the target.
 */
package io.drover.ledger;
