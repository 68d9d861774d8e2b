package io.drover.ledger;

/**
 * A chunk that is loaded.
 *
 * @param read rows read for it
 * @param visible what the snapshot that it was read under could see
 * @param server the source it was read from
 */
public record ChunkReceipt(int chunk, long read, String visible, String server) {}
