package io.drover.reconcile.expect;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * The Spark SQL that the spec's texts are written in, by the words of {@code rules.md}: ANSI, UTC,
 * names with their case. A session of its own, so that nobody's settings reach into an audit.
 */
final class AuditSession {
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "spark.sql.ansi.enabled", "true",
                    "spark.sql.caseSensitive", "true",
                    "spark.sql.legacy.timeParserPolicy", "CORRECTED",
                    "spark.sql.session.timeZone", "UTC",
                    "spark.sql.adaptive.enabled", "false",
                    "spark.sql.datetime.java8API.enabled", "true",
                    // A table is broadcast because it is said to be small.
                    "spark.sql.autoBroadcastJoinThreshold", "-1");

    private AuditSession() {}

    static SparkSession of(SparkSession session) {
        SparkSession own = session.newSession();
        SETTINGS.forEach((name, value) -> own.conf().set(name, value));
        own.conf()
                .set(
                        "spark.sql.shuffle.partitions",
                        Integer.toString(4 * session.sparkContext().defaultParallelism()));
        return own;
    }

    /** Does work that makes expressions: Spark asks the thread's session what they mean. */
    static <T> T inside(SparkSession session, Supplier<T> work) {
        Option<SparkSession> before = SparkSession.getActiveSession();
        SparkSession.setActiveSession(session);
        try {
            return work.get();
        } finally {
            if (before.isDefined()) {
                SparkSession.setActiveSession(before.get());
            } else {
                SparkSession.clearActiveSession();
            }
        }
    }
}
