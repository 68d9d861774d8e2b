/**
 * Floor 0: the one exception that operators see, its kinds with their exit codes, and the catalogue
 * of messages, split by stage.
 */
package io.drover.error;
