package io.drover.engine;

import java.io.Serializable;

/** Hears of rows as they are written, for the display of progress. Runs on: executors. */
public interface StoredRows extends Serializable {
    void moved(long rows, long bytes);
}
