package io.drover.model.rules;

import java.io.Serializable;
import java.util.List;

/**
 * Of rows with the same key one is kept: the first by a total order, so that it is the same in
 * every attempt.
 *
 * @param step the number of the step that counts the rows dropped
 * @param keys Spark SQL; rows agree when all agree
 * @param nullIsNoDuplicate whether a row with a NULL among the keys is no duplicate of any
 * @param order Spark SQL with direction and place of NULLs; ends in every column, so that only rows
 *     that are equal in all of them are interchangeable
 */
public record Deduplication(
        int step, List<String> keys, boolean nullIsNoDuplicate, List<String> order)
        implements Serializable {
    public Deduplication {
        keys = List.copyOf(keys);
        order = List.copyOf(order);
    }
}
