/**
 * Floor 7: the command line, progress, exit codes and the Spark session. The only room that prints,
 * exits or reads the clock.
 */
package io.drover.cli;
