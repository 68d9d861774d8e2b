package io.drover.testing;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The one local Spark session that all tests of a JVM share; it ends with the JVM. */
public final class TestSpark {
    private static SparkSession session;

    private TestSpark() {}

    /** The session, started at the first call. */
    public static synchronized SparkSession session() {
        if (session == null) {
            session =
                    SparkSession.builder()
                            .master("local[2]")
                            .appName("drover-tests")
                            .config("spark.ui.enabled", false)
                            .config("spark.sql.session.timeZone", "UTC")
                            .config("spark.sql.shuffle.partitions", 4)
                            .config("spark.databricks.delta.snapshotPartitions", 2)
                            // Delta's MERGE and RESTORE are an extension of Spark's SQL.
                            .config(
                                    "spark.sql.extensions",
                                    "io.delta.sql.DeltaSparkSessionExtension")
                            .config(
                                    "spark.sql.catalog.spark_catalog",
                                    "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                            .config("spark.driver.bindAddress", "127.0.0.1")
                            .config("spark.driver.host", "127.0.0.1")
                            .getOrCreate();
        }
        return session;
    }

    public static JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session().sparkContext());
    }
}
