package io.drover.engine;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * A data system other than PostgreSQL that tables can be read from. What else it can do it says by
 * what it implements: {@link ChunkedEngine} or {@link DatasetEngine}, and {@link StoringEngine}.
 *
 * <p>Stateless. Runs on: driver and executors.
 */
public interface Engine {
    /** What a spec calls it: {@code mysql}. */
    String type();

    /** Whether its catalog tells of keys; where it does not, nobody expects any of it. */
    default boolean hasKeys() {
        return true;
    }

    /**
     * Opens one moment of the data, for all readers of a run.
     *
     * @param readers how many tasks read at once in one JVM at most
     * @throws io.drover.error.MigrationException of the side's kind, TRANSIENT when it cannot be
     *     reached
     */
    Moment open(Side side, EndpointSpec endpoint, String application, int readers);

    /**
     * What a check should tell of a session there beyond that it can be opened: as whom it works,
     * and what may stop it. Repeats: changes nothing, and starts nothing that costs.
     */
    default List<EngineFact> facts(Side side, EndpointSpec endpoint, String application) {
        return List.of();
    }

    /**
     * Makes ready what a run computes with there, if that takes anything, and tells what the run's
     * report should note of it: a name, and a text without secrets. Repeats safely.
     *
     * @throws io.drover.error.MigrationException of the side's kind, where it cannot be made ready
     */
    default Map<String, String> begin(Side side, EndpointSpec endpoint, String application) {
        return Map.of();
    }

    /**
     * The rows as an auditor reads them: for each row its whole canonical form, columns in the
     * request's order. It shares nothing with how the same rows are read for a load beyond the
     * connection: another query, other accessors, other code.
     *
     * <p>Repeats: under one moment each call gives the same rows. Order: none.
     */
    JavaRDD<byte[]> forms(SparkSession session, AuditRequest request);
}
