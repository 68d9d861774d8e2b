package io.drover.transform;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A Spark session in which rules mean the same everywhere: overflow and division by zero fail
 * instead of giving NULL, names keep their case, texts of dates are parsed to the letter, and
 * nobody merges or splits partitions.
 */
public final class RuleSession {
    private RuleSession() {}

    /**
     * Does work whose expressions are parsed. Spark decides at the parse of an operator whether
     * overflow and division by zero fail or give NULL, and asks the thread's active session, which
     * need not be the one of the rows. So it does at an encoder of rows, for their dates and times.
     */
    public static <T> T inside(SparkSession session, Supplier<T> work) {
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

    /** A session of the same Spark context with settings of its own. */
    public static SparkSession of(SparkSession session) {
        SparkSession rules = session.newSession();
        rules.conf().set("spark.sql.ansi.enabled", "true");
        rules.conf().set("spark.sql.caseSensitive", "true");
        rules.conf().set("spark.sql.legacy.timeParserPolicy", "CORRECTED");
        rules.conf().set("spark.sql.session.timeZone", "UTC");
        rules.conf().set("spark.sql.adaptive.enabled", "false");
        // Dates before 1582 and LocalDateTime for timestamp_ntz come out as the calendar has them.
        rules.conf().set("spark.sql.datetime.java8API.enabled", "true");
        // Of a check that looks across rows; the buckets of a deduplication are counted by the
        // plan.
        rules.conf()
                .set(
                        "spark.sql.shuffle.partitions",
                        Integer.toString(4 * session.sparkContext().defaultParallelism()));
        // A lookup is broadcast because it is said to be small, never because Spark guesses so.
        rules.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
        return rules;
    }
}
