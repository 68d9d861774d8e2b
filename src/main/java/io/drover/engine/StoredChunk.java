package io.drover.engine;

import java.io.Serializable;

/**
 * What became of the rows of a chunk.
 *
 * @param read loaded and quarantined ones together
 */
public record StoredChunk(int number, long read, long loaded, long quarantined)
        implements Serializable {}
