package io.drover.cli;

import io.drover.spec.MigrationSpec;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the Spark session of a command, late: whoever holds the supplier and does not ask has
 * loaded nothing of Spark. What spark-submit or a {@code -Dspark.…} has set stands.
 */
final class SparkSessions {
    private SparkSessions() {}

    /** A session at the first call and the same one after; a signal stops it. */
    static Supplier<SparkSession> supplier(String command, String migration) {
        return new Supplier<>() {
            private SparkSession session;

            @Override
            public synchronized SparkSession get() {
                if (session == null) {
                    session = open(command, migration);
                    ProcessEnd.onSignal(session::stop);
                }
                return session;
            }
        };
    }

    /**
     * Starts the session of a command that asks Spark itself what an endpoint holds; of other
     * endpoints nothing of Spark is loaded.
     */
    static void startFor(MigrationSpec spec, String command) {
        boolean delta =
                spec.source().type().equals("delta") || spec.target().type().equals("delta");
        if (delta && supplier(command, spec.name()).get().sparkContext().isStopped()) {
            throw new IllegalStateException("A session that has just begun has ended");
        }
    }

    private static SparkSession open(String command, String migration) {
        SparkConf conf = settings(new SparkConf());
        conf.setAppName("drover " + command + " " + migration);
        return SparkSession.builder().config(conf).getOrCreate();
    }

    /** The settings that every job needs, where nobody has set them. */
    static SparkConf settings(SparkConf conf) {
        // A task that writes Parquet holds a row group: two of the usual 128 MiB leave a small heap
        // to its collector.
        conf.setIfMissing("spark.hadoop.parquet.block.size", Long.toString(32L << 20));
        // All cores; a task may fail three times, as on a cluster (plain local mode allows none).
        conf.setIfMissing("spark.master", "local[*,4]");
        // Tables run side by side; a small one does not wait for a large one.
        conf.setIfMissing("spark.scheduler.mode", "FAIR");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        // Delta's SQL (MERGE, RESTORE, delta.`path`) is an extension of Spark's, and its tables are
        // found by a catalog of its own; both cost a session without Delta tables nothing.
        conf.setIfMissing("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
        conf.setIfMissing(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        if (conf.get("spark.master").startsWith("local")) {
            // The state of a Delta table's log: fifty tasks, its default, are for large clusters.
            conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "4");
            // The checksum of a version lists no files: to list them Delta reads the log again.
            conf.setIfMissing("spark.databricks.delta.allFilesInCrc.enabled", "false");
            // Nobody opens a port on a laptop without being asked.
            conf.setIfMissing("spark.ui.enabled", "false");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
        }
        // Not for choice: no value may depend on where a JVM stands.
        return conf.set("spark.sql.session.timeZone", "UTC");
    }
}
