package io.drover.job.run;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** What a job asks of a Spark session: its context, its accumulators, and how many JVMs it has. */
public final class SparkAccess {
    private final SparkSession session;
    private final JavaSparkContext context;

    public SparkAccess(SparkSession session) {
        this.session = session;
        this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    /** A session of the same context whose days before 1582 come out as the calendar has them. */
    public static SparkSession exact(SparkSession session) {
        SparkSession exact = session.newSession();
        exact.conf().set("spark.sql.datetime.java8API.enabled", "true");
        exact.conf().set("spark.sql.session.timeZone", "UTC");
        // Databases have columns whose names differ by case alone.
        exact.conf().set("spark.sql.caseSensitive", "true");
        return exact;
    }

    public SparkSession session() {
        return session;
    }

    public JavaSparkContext context() {
        return context;
    }

    public LongAccumulator counter(String name) {
        return session.sparkContext().longAccumulator(name);
    }

    public <T> CollectionAccumulator<T> collector(String name) {
        return session.sparkContext().collectionAccumulator(name);
    }

    /**
     * How many of {@code connections} each executor's JVM may have.
     *
     * @throws MigrationException SPEC when there are fewer than executors
     */
    public int share(int connections, String key) {
        int executors = executors();
        if (connections < executors) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    ("Cannot load with %d executors: %s leaves %d connections for their tasks. Raise it, or give"
                                    + " Spark fewer executors.")
                            .formatted(executors, key, Math.max(0, connections)));
        }
        return connections / executors;
    }

    private int executors() {
        int configured = session.sparkContext().getConf().getInt("spark.executor.instances", 0);
        // The driver is counted among the executors, also in local mode, where it is the only one.
        int present = session.sparkContext().statusTracker().getExecutorInfos().length;
        return Math.max(1, Math.max(configured, present - 1));
    }
}
