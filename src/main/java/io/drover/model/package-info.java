/**
 * Floor 0: the values that cross rooms: tables, columns, chunks, plans, verdicts. Records and
 * enums, no I/O, nothing of Spark, JDBC or HOCON.
 */
package io.drover.model;
