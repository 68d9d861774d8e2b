package io.drover.model;

import java.io.Serializable;

/**
 * A row of a source that could not be made a row of its table: a line with too few fields, a date
 * that is none. It is set aside with the chunk that it belongs to, and counts as read.
 *
 * @param number its place in the chunk, from 1, rows that could be read counted too
 * @param place where a person finds it: {@code orders.csv line 17}; {@code id = 42}
 * @param text a JSON document of what was read of it, or null where it must not be kept
 * @param state a SQLSTATE, as a server would have told: {@code 22007}, {@code 22P04}
 * @param reason without the values, for people
 */
public record UnreadableRow(
        long number, String place, @Nullable String text, String state, String reason)
        implements Serializable {}
