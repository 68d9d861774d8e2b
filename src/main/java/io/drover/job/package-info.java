/**
 * Floor 7: one class per command: wires the stages below and writes the ledger. Each has a nested
 * Result; none prints, exits or reads the command line. The larger commands have rooms of their
 * own; here are the short ones. {@code run}, {@code source} and {@code rules} serve the others.
 */
package io.drover.job;
