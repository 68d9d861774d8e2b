package io.drover.extract;

import io.drover.model.UnreadableRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Rows that the reader of a Spark task could not read, on their way to whoever loads the others in
 * the same task: they do not go through Spark's rows.
 *
 * <p>Runs on: executors, thread-safe. What nobody took is forgotten when the task ends.
 */
public final class UnreadRows {
    private static final Map<Long, List<UnreadableRow>> ROWS = new ConcurrentHashMap<>();

    private UnreadRows() {}

    /** Notes the unreadable rows of a chunk that was read to its end. */
    public static void record(List<UnreadableRow> rows) {
        TaskContext task = TaskContext.get();
        if (task == null || rows.isEmpty()) {
            return;
        }
        long attempt = task.taskAttemptId();
        ROWS.put(attempt, List.copyOf(rows));
        TaskCompletionListener forget = ended -> ROWS.remove(attempt);
        task.addTaskCompletionListener(forget);
    }

    /** Those that a task attempt has noted. */
    public static List<UnreadableRow> taken(long taskAttemptId) {
        List<UnreadableRow> rows = ROWS.remove(taskAttemptId);
        return rows == null ? List.of() : rows;
    }
}
