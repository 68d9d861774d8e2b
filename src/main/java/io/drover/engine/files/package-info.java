/**
 * Floor 5: files as a source and a target. CSV, TSV and JSON lines are read by tasks of their own,
 * cut at record boundaries that are exact under quoting; Parquet, Avro and ORC by Spark. Knows
 * nothing of other engines.
 */
package io.drover.engine.files;
