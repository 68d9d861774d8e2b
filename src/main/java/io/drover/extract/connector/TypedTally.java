package io.drover.extract.connector;

import io.drover.model.UnreadableRow;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Where the tasks of a {@link TypedRead} tell what became of each chunk's rows: accumulators cannot
 * travel in an option, so the option has a name and the driver keeps them here until the read is
 * done. A chunk that is read twice is told twice, and counts once.
 *
 * @param rows in flight, for progress only
 */
public record TypedTally(CollectionAccumulator<ChunkTally> chunks, LongAccumulator rows)
        implements Serializable {
    private static final Map<String, TypedTally> OPEN = new ConcurrentHashMap<>();

    /**
     * A chunk that was read to its end.
     *
     * @param read as the source says, those set aside among them
     */
    public record ChunkTally(int chunk, long read, List<UnreadableRow> aside)
            implements Serializable {}

    /** Under this name, until it is closed. Runs on: driver. */
    public void open(String name) {
        OPEN.put(name, this);
    }

    public static void close(String name) {
        OPEN.remove(name);
    }

    /** By chunk. Runs on: driver, behind the job. */
    public Map<Integer, ChunkTally> told() {
        Map<Integer, ChunkTally> told = new TreeMap<>();
        chunks.value().forEach(each -> told.put(each.chunk(), each));
        return told;
    }

    /** The open one of this name. Runs on: driver. */
    public static TypedTally named(String name) {
        TypedTally tally = OPEN.get(name);
        if (tally == null) {
            throw new IllegalStateException("No read is counted under the name " + name);
        }
        return tally;
    }
}
