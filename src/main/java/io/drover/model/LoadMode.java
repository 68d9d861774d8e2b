package io.drover.model;

/** How the rows of a table meet what already stands in the target. */
public enum LoadMode {
    /** Into a new table beside the old one; names are swapped in one transaction at the end. */
    REPLACE,
    /** Straight into the standing table, beside its rows. */
    APPEND,
    /** Each chunk is staged and applied by key in the chunk's own transaction. */
    UPSERT
}
