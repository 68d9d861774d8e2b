/**
 * The source of a command, whichever engine it is: its moment, its plan, its definition, and its
 * rows found again by key.
 */
package io.drover.job.source;
