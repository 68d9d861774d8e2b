package io.drover.spec;

/**
 * How a table is cut.
 *
 * @param by what the ranges are over
 * @param targetBytes the aimed size of a chunk, as it lies in the source's heap
 * @param smallTableBytes a table up to this size is one chunk
 */
public record ChunkingSpec(By by, long targetBytes, long smallTableBytes) {
    /** What the ranges of a table's chunks are over. */
    public enum By {
        /** Physical blocks where the server can (PostgreSQL 14), key quantiles elsewhere. */
        AUTO,
        CTID,
        KEY,
        /** The whole table is one chunk. */
        NONE
    }
}
