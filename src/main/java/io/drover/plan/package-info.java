/**
 * Floor 5: spec and catalogs in, one immutable plan out, and the plan as JSON, SQL and text. Pure:
 * no connection, no Spark, no clock.
 */
package io.drover.plan;
