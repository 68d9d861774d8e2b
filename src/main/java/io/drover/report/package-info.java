/**
 * Floor 5: values in; JSON, HTML and text out. No Spark, no connection, no clock: the same values
 * give the same bytes.
 */
package io.drover.report;
