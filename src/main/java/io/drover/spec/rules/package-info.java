/**
 * Floor 1, of the spec: the rules of a table as the operator wrote them, each a small typed value.
 * What they mean in SQL is the plan's business.
 */
package io.drover.spec.rules;
