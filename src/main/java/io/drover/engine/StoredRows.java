package io.drover.engine;

import java.io.Serializable;

/**
 * Hears of rows as they are written, for the display of progress, and knows of those that were not
 * handed over.
 */
public interface StoredRows extends Serializable {
    /** Runs on: executors. */
    void moved(long rows, long bytes);

    /**
     * How many rows of a chunk were handed to the store, as whoever read them counted. Runs on:
     * driver, behind the job that read the chunk.
     */
    default long handed(int chunk) {
        throw new IllegalStateException("Nobody counted chunk " + chunk);
    }

    /**
     * How many rows of a chunk were read and set aside before they came to the store, which counts
     * them as read and quarantined. Runs on: driver, likewise.
     */
    default long aside(int chunk) {
        return 0;
    }
}
