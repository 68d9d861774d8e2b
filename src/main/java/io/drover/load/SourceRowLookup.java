package io.drover.load;

import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * Fetches rows of the source by their places, under the snapshot that they were read under: of the
 * rows that are set aside the loader has no more than that.
 *
 * <p>Runs on: executors, after the chunk's own rows are read to their end. Fails: as the reading of
 * a chunk does.
 */
public interface SourceRowLookup extends Serializable {
    /** Hands each row that is there to the sink, once, in any order. */
    void fetch(long[] places, Sink sink);

    /** Takes rows. */
    interface Sink {
        /**
         * Takes one row.
         *
         * @param row a JSON object of the whole row, without the columns that the spec masks
         * @param key a JSON object of the key columns; null for a table without a key
         */
        void row(long place, String row, @Nullable String key);
    }
}
