package io.drover.extract;

import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * How many rows the source says it sent for each chunk, from the reader of a Spark task to whoever
 * accounts for the rows in the same task: a count that has not gone through the rules' plan.
 *
 * <p>Runs on: executors, thread-safe. What nobody took is forgotten when the task ends.
 */
public final class SourceCounts {
    private static final Map<Long, SortedMap<Integer, Long>> COUNTS = new ConcurrentHashMap<>();

    private SourceCounts() {}

    /** Notes the count of a chunk that was read to its end; outside of a task nothing. */
    public static void record(int chunkNumber, long rows) {
        TaskContext task = TaskContext.get();
        if (task == null) {
            return;
        }
        long attempt = task.taskAttemptId();
        if (COUNTS.putIfAbsent(attempt, new ConcurrentSkipListMap<>()) == null) {
            TaskCompletionListener forget = ended -> COUNTS.remove(attempt);
            task.addTaskCompletionListener(forget);
        }
        COUNTS.computeIfPresent(
                attempt,
                (same, counts) -> {
                    counts.put(chunkNumber, rows);
                    return counts;
                });
    }

    /** The counts by chunk that a task attempt has noted since it was last asked. */
    public static SortedMap<Integer, Long> taken(long taskAttemptId) {
        SortedMap<Integer, Long> counts = COUNTS.remove(taskAttemptId);
        return counts == null ? new ConcurrentSkipListMap<>() : counts;
    }
}
