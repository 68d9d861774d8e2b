package io.drover.model;

/**
 * The way the rows of a chunk travel. All three have one contract and give the same target rows.
 */
public enum ReadPath {
    /** Wire bytes go from one COPY to the other; no row object is made. */
    PIPE,
    /** Spark rows whose columns are opaque wire bytes, by a DataSource V2 over COPY. */
    COPY,
    /** Spark's own JDBC source, one predicate per chunk. */
    JDBC
}
