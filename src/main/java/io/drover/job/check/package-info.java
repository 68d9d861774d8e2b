/** The command {@code check}: what is asked of both sides before anything is read. */
package io.drover.job.check;
