package io.drover.model.history;

import java.time.Instant;

/**
 * Rows of one table that were set aside in one run for the same first violation, and became the
 * same since; holds no value of a row.
 *
 * @param violation rule and column, or the SQLSTATE of the target's refusal
 * @param committed false: the limit was passed, the chunk was rolled back, the rows are evidence
 * @param state {@code HELD}, {@code LOADED}, {@code LEFT_OUT} or {@code GONE}
 * @param last when the last of them was set aside
 */
public record QuarantineGroup(
        int table,
        String source,
        String violation,
        boolean committed,
        String state,
        long rows,
        long runId,
        Instant last) {}
