package io.drover.spec.rules;

/**
 * {@code filters = ["Spark SQL over source columns"]}: rows for which it is not true are left out.
 */
public record FilterRule(SpecOrigin origin, String sql) {}
