package io.drover.engine;

import io.drover.model.UnreadableRow;
import java.io.Serializable;
import java.util.List;

/**
 * What became of the rows of a chunk.
 *
 * @param read loaded and quarantined ones together
 * @param refused those of the quarantined rows that the store itself refused, where they were
 *     refused in this call
 */
public record StoredChunk(
        int number, long read, long loaded, long quarantined, List<UnreadableRow> refused)
        implements Serializable {
    public StoredChunk {
        refused = List.copyOf(refused);
    }

    /** A chunk of which no row is told. */
    public StoredChunk(int number, long read, long loaded, long quarantined) {
        this(number, read, loaded, quarantined, List.of());
    }
}
