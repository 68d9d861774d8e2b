package io.drover.canonical;

/**
 * The 128-bit digest of one row at a time. Two rows have the same digest only if they are the same
 * row under {@link #equality()}.
 *
 * <p>Runs on: driver and executors. Not thread-safe and not serializable: one per task. Nothing is
 * allocated per row.
 */
public interface RowDigest {
    /** The name and version of the equality, for receipts and reports. */
    String equality();

    /**
     * Digests the row in {@code row[offset, offset + length)}; its result stands until the next.
     */
    void digest(byte[] row, int offset, int length);

    /** The first 64 bits of the last digest. */
    long high();

    /** The next 64 bits of the last digest. */
    long low();
}
