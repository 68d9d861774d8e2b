package io.drover.job.migrate;

import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;

/**
 * One chunk to load.
 *
 * @param table with this chunk only
 * @param generation of the table's load
 */
record ChunkTask(TablePlan table, int generation) implements Serializable {
    ChunkPlan chunk() {
        return table.chunks().get(0);
    }

    /**
     * A task for each chunk of the table that has no receipt yet, in order. Where rows move between
     * chunks, all of the source's are needed as long as one bucket is missing.
     */
    static List<ChunkTask> missing(TablePlan table, int generation, BitSet receipts) {
        if (table.shuffles()) {
            return receipts.cardinality() == table.loadChunks()
                    ? List.of()
                    : table.chunks().stream()
                            .map(chunk -> new ChunkTask(table.only(chunk), generation))
                            .toList();
        }
        return table.chunks().stream()
                .filter(chunk -> !receipts.get(chunk.number()))
                .map(chunk -> new ChunkTask(table.only(chunk), generation))
                .toList();
    }
}
