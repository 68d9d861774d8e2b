/**
 * Floor 5, of the plan: compiles the rules of a table to Spark SQL text. Pure, as all planning: no
 * Spark, no connection, no clock.
 */
package io.drover.plan.rules;
