/**
 * Floor 5: rows into the target: one chunk in one transaction with its receipt; what the target
 * refuses goes to the quarantine. Never changes a value, and knows nothing of the source.
 */
package io.drover.load;
