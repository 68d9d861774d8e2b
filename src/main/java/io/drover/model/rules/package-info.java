/**
 * Floor 0, of the plan: what rules do with the rows of a table, compiled to Spark SQL text. A value
 * that is printed, stored and reviewed with the plan; whoever runs it adds nothing of its own.
 */
package io.drover.model.rules;
