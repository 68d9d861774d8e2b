/**
 * Floor 7: argv, progress, exit codes, the Spark session. The only room that prints, exits and
 * reads the clock.
 */
package io.drover.cli;
