package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Runs small pieces of work side by side: as Spark tasks where a session is there, else on threads
 * of the driver.
 */
final class ScanTasks {
    private final int threads;

    ScanTasks(int threads) {
        this.threads = threads;
    }

    /** What is done to one of them; it goes over the wire. */
    interface Work<I, O> extends Serializable {
        O on(I input);
    }

    /** The answers, in order; one may be null. */
    <I, O> List<O> run(List<I> inputs, Work<I, O> work) {
        if (inputs.size() < 2) {
            List<O> outputs = new ArrayList<>();
            inputs.forEach(input -> outputs.add(work.on(input)));
            return outputs;
        }
        var session = SparkSession.getDefaultSession();
        return session.isDefined() && !session.get().sparkContext().isStopped()
                ? spark(session.get(), inputs, work)
                : threads(inputs, work);
    }

    private static <I, O> List<O> spark(SparkSession session, List<I> inputs, Work<I, O> work) {
        try {
            return JavaSparkContext.fromSparkContext(session.sparkContext())
                    .parallelize(inputs, Math.min(inputs.size(), 2000))
                    .map(work::on)
                    .collect();
        } catch (RuntimeException failure) {
            throw ours(failure);
        } catch (Exception failure) {
            // Scala throws checked exceptions that Java does not see.
            throw ours(failure);
        }
    }

    private static RuntimeException ours(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException migration) {
                return migration;
            }
        }
        if (failure instanceof SparkException && failure.getMessage() != null) {
            return new MigrationException(
                    ErrorKind.TRANSIENT,
                    "Cannot scan the files: %s. Give the same command again."
                            .formatted(failure.getMessage()),
                    failure);
        }
        return failure instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException(failure);
    }

    private <I, O> List<O> threads(List<I> inputs, Work<I, O> work) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, inputs.size()));
        try {
            List<Future<O>> futures = new ArrayList<>();
            inputs.forEach(input -> futures.add(pool.submit(() -> work.on(input))));
            List<O> outputs = new ArrayList<>();
            for (Future<O> future : futures) {
                outputs.add(future.get());
            }
            return outputs;
        } catch (ExecutionException failure) {
            throw ours(failure.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new MigrationException(
                    ErrorKind.TRANSIENT, "Cannot go on scanning files: interrupted.", stopped);
        } finally {
            pool.shutdownNow();
        }
    }
}
