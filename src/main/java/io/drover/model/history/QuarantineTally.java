package io.drover.model.history;

/**
 * Rows of one table that the target refused for one reason; holds no value of a row.
 *
 * @param committed false: the limit was passed, the chunk was rolled back, the rows are evidence
 * @param state SQLSTATE
 * @param reason the constraint or column that refused, empty where the message can hold values
 */
public record QuarantineTally(
        int table, String source, boolean committed, String state, String reason, long rows) {}
