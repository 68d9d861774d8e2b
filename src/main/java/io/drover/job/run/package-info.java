/**
 * What every command has around its work: Spark, the record of a run in the ledger, progress,
 * findings, work on several threads.
 */
package io.drover.job.run;
