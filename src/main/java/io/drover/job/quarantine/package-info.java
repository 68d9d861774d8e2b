/** The commands on rows that were set aside or differ: shown, read again, repaired. */
package io.drover.job.quarantine;
