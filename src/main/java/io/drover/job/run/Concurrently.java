package io.drover.job.run;

import io.drover.error.MigrationException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;

/** Runs work side by side; the first failure ends the rest and is the one that is thrown. */
public final class Concurrently {
    private Concurrently() {}

    /**
     * Returns when all work is done.
     *
     * @param cancel ends work that is under way elsewhere, after the first failure
     * @throws MigrationException the operator-facing failure that ended it, unwrapped
     */
    public static void run(String name, int threads, List<Callable<Void>> work, Runnable cancel) {
        if (work.isEmpty()) {
            return;
        }
        AtomicInteger number = new AtomicInteger();
        ExecutorService pool =
                Executors.newFixedThreadPool(
                        Math.min(threads, work.size()),
                        runnable -> {
                            Thread thread =
                                    new Thread(runnable, name + "-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        CompletionService<Void> done = new ExecutorCompletionService<>(pool);
        try {
            work.forEach(done::submit);
            for (int finished = 0; finished < work.size(); finished++) {
                done.take().get();
            }
        } catch (ExecutionException failure) {
            pool.shutdownNow();
            cancel.run();
            throw unwrapped(failure.getCause());
        } catch (InterruptedException interrupted) {
            pool.shutdownNow();
            cancel.run();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", interrupted);
        } finally {
            pool.shutdownNow();
        }
    }

    /** The operator-facing failure inside whatever Spark wrapped it in, else the failure itself. */
    public static RuntimeException unwrapped(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException known) {
                return known;
            }
        }
        Throwable task =
                failure instanceof SparkException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return task instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("A Spark job failed: " + task.getMessage(), task);
    }
}
