package io.drover.model;

/** The COPY format in which a table's rows travel. */
public enum WireForm {
    /**
     * {@code FORMAT binary}: send and receive functions; the fastest, and lossless by construction.
     */
    BINARY,
    /**
     * {@code FORMAT text}: for tables with a column whose binary form holds type OIDs of its own
     * database (arrays and composites of user-defined types, reg* types).
     */
    TEXT
}
