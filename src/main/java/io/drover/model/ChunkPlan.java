package io.drover.model;

import java.io.Serializable;

/**
 * The unit of read, load, retry and ledger: the rows of one source table for which {@code
 * predicate} holds. The chunks of a table are disjoint and cover it, whatever its rows are.
 *
 * @param number from 0 within its table
 * @param predicate a boolean SQL expression for the source, without WHERE; {@code "true"} for the
 *     whole table
 * @param estimatedRows from statistics; 0 where unknown
 * @param estimatedBytes likewise
 */
public record ChunkPlan(int number, String predicate, long estimatedRows, long estimatedBytes)
        implements Serializable {
    public static final String EVERYTHING = "true";
}
