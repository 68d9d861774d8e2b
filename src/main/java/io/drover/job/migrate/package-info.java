/**
 * The command {@code migrate}: chunks on their way into PostgreSQL or a store, resumed and counted.
 */
package io.drover.job.migrate;
