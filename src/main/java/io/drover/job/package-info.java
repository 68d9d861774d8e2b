/**
 * Floor 6: one class per command: wires the stages below and writes the ledger. Each has a nested
 * Result; none prints, exits or reads the command line.
 */
package io.drover.job;
