/**
 * {@code migrate --dry-run} and {@code --limit}: the first rows of each table, shown or loaded
 * beside the target.
 */
package io.drover.job.trial;
