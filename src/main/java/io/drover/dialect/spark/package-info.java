/**
 * Floor 2, of the dialects: Spark SQL as text, as the rules of a plan are written. Knows no Spark
 * class; Spark reads it in the session of {@code transform.RuleSession} (ANSI, UTC).
 */
package io.drover.dialect.spark;
