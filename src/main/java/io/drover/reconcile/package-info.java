/**
 * Floor 5: the auditor. Reads both sides by its own way, compares schema, counts and digests, and
 * names the rows that differ. Imports none of plan, extract and load, and reads no receipt.
 */
package io.drover.reconcile;
