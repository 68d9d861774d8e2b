package io.drover.engine.snowflake;

import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.DatasetEngine;
import io.drover.engine.DigestingEngine;
import io.drover.engine.EngineFact;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.JdbcForms;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Snowflake, by its Spark connector and its JDBC driver, which lie beside Drover's jar. */
public final class SnowflakeEngine implements DatasetEngine, DigestingEngine, StoringEngine {
    @Override
    public String type() {
        return "snowflake";
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        Beside.require(side);
        return SnowflakeMoment.open(new SnowflakeSession(side, endpoint, application), endpoint);
    }

    @Override
    public List<EngineFact> facts(Side side, EndpointSpec endpoint, String application) {
        return new SnowflakeSession(side, endpoint, application)
                .run(
                        "look at the session and its warehouse",
                        connection ->
                                new SessionFacts(connection, SnowflakeNames.of(endpoint))
                                        .read(side));
    }

    @Override
    public Map<String, String> begin(Side side, EndpointSpec endpoint, String application) {
        return new SnowflakeSession(side, endpoint, application)
                .run(
                        "make the warehouse ready",
                        connection ->
                                new SessionFacts(connection, SnowflakeNames.of(endpoint)).begin());
    }

    @Override
    public Dataset<Row> rows(SparkSession session, ReadRequest request) {
        return new SnowflakeRows(SnowflakeNames.of(request.endpoint()), request).read(session);
    }

    /** One query a table: its buckets are no ranges of SQL. */
    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        AuditRequest whole =
                new AuditRequest(
                        request.side(),
                        request.endpoint(),
                        request.snapshot(),
                        request.connections(),
                        request.table(),
                        request.columns(),
                        request.where(),
                        List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)));
        Side side = request.side();
        EndpointSpec endpoint = request.endpoint();
        return JdbcForms.of(
                session,
                whole,
                new AuditDialect(SnowflakeNames.of(endpoint), request.snapshot()),
                () -> reader(side, endpoint));
    }

    private static HeldConnection reader(Side side, EndpointSpec endpoint) {
        Connection connection =
                Connections.open(
                        side, endpoint, new Session("drover compare", Session.Timeouts.NONE));
        return new HeldConnection() {
            @Override
            public Connection connection() {
                return connection;
            }

            @Override
            public void close() {
                try {
                    connection.close();
                } catch (SQLException lost) {
                    // It was only read.
                }
            }
        };
    }

    @Override
    public Optional<String> notByItself() {
        return ServerDigests.NOT_BY_ITSELF;
    }

    @Override
    public Optional<String> digestRefusal(AuditRequest request) {
        return ServerDigests.refusal(request);
    }

    @Override
    public JavaRDD<BucketDigest> digests(SparkSession session, AuditRequest request, int buckets) {
        return ServerDigests.of(session, request, buckets);
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        Beside.require(Side.TARGET);
        return new SnowflakeStore(endpoint, application);
    }
}
