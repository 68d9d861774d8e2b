package io.drover.spec;

/**
 * How a table is cut.
 *
 * @param by what the ranges are over
 * @param targetBytes the aimed size of a chunk, as it lies in the source's heap
 * @param smallTableBytes a table up to this size is one chunk
 */
public record ChunkingSpec(By by, long targetBytes, long smallTableBytes) {
    /** The aimed size of a chunk of a table of so many bytes, without end where it is one chunk. */
    public long aimed(long bytes) {
        return by == By.NONE || bytes <= smallTableBytes ? Long.MAX_VALUE : targetBytes;
    }

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
