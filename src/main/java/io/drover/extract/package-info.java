/**
 * Floor 5: the rows of a chunk out of the source, under the run's one snapshot. Never knows the
 * target.
 */
package io.drover.extract;
