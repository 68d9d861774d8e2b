package io.drover.model;

/**
 * How many changed rows one known reason explains in one column, as "1,204 rows differ in name by
 * truncation at 50".
 */
public record ReasonCount(String column, String reason, long rows) {}
