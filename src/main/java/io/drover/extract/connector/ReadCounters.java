package io.drover.extract.connector;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Where the tasks of a read tell how many rows each chunk had, for a driver that shuffles the rows
 * on: an accumulator cannot travel in an option, so the option has its name and the driver keeps it
 * here until the read is done.
 *
 * <p>Runs on: driver, thread-safe.
 */
public final class ReadCounters {
    private static final Map<String, CollectionAccumulator<ChunkCount>> OPEN =
            new ConcurrentHashMap<>();

    private ReadCounters() {}

    /** How many rows the source sent for a chunk. A chunk that is read twice is told twice. */
    public record ChunkCount(int chunk, long rows) implements java.io.Serializable {}

    public static void open(String name, CollectionAccumulator<ChunkCount> counter) {
        OPEN.put(name, counter);
    }

    public static void close(String name) {
        OPEN.remove(name);
    }

    /** The open one of this name. Runs on: driver. */
    public static CollectionAccumulator<ChunkCount> named(String name) {
        CollectionAccumulator<ChunkCount> counter = OPEN.get(name);
        if (counter == null) {
            throw new IllegalStateException("No read is counted under the name " + name);
        }
        return counter;
    }
}
