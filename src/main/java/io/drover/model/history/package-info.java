/** Floor 0: what the ledger tells of the past, as values: for reports and for status. */
package io.drover.model.history;
