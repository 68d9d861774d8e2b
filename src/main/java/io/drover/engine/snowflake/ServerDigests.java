package io.drover.engine.snowflake;

import io.drover.dialect.snowflake.CanonicalSql;
import io.drover.dialect.snowflake.DigestedColumn;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The digests of rows as Snowflake makes them, at the moment: one query a table. */
final class ServerDigests {
    /**
     * Why {@code auto} leaves none to Snowflake. To be empty from the day on that {@code
     * SnowflakeLiveIT} has passed on an account: until then nobody has seen Snowflake make one form
     * of this SQL, and a trial of some values is not a proof of all.
     */
    static final Optional<String> NOT_BY_ITSELF =
            Optional.of(
                    "Snowflake's SQL was never tried on a real account: reconcile.digest = server tries it and uses it");

    private ServerDigests() {}

    /** Why not; empty where the server can and was tried. */
    static Optional<String> refusal(AuditRequest request) {
        SnowflakeNames names = SnowflakeNames.of(request.endpoint());
        for (AuditColumn column : request.columns()) {
            Optional<String> refused =
                    column.array()
                            ? Optional.of("no column of Snowflake's is an array of values")
                            : CanonicalSql.refusal(digested(column, names));
            if (refused.isPresent()) {
                return refused.map(why -> "column " + column.name() + ": " + why);
            }
        }
        try (Connection connection = open(request)) {
            return TrialSql.trial().refusal(connection);
        } catch (SQLException failure) {
            return Optional.of("the server cannot be asked: " + failure.getMessage());
        }
    }

    static JavaRDD<BucketDigest> of(SparkSession session, AuditRequest request, int buckets) {
        String query = query(request, buckets);
        return new JavaSparkContext(session.sparkContext())
                .parallelize(List.of(query), 1)
                .flatMap(each -> digests(request, each));
    }

    /** Whatever the chunks are: buckets of rows are no ranges of SQL. */
    static String query(AuditRequest request, int buckets) {
        SnowflakeNames names = SnowflakeNames.of(request.endpoint());
        return CanonicalSql.bucketDigests(
                request.columns().stream().map(column -> digested(column, names)).toList(),
                buckets,
                SnowflakeMoment.from(names, request.table(), request.snapshot(), request.where()));
    }

    private static DigestedColumn digested(AuditColumn column, SnowflakeNames names) {
        return new DigestedColumn(names.quote(column.name()), column.logicalType(), column.type());
    }

    private static Iterator<BucketDigest> digests(AuditRequest request, String query) {
        List<BucketDigest> digests = new ArrayList<>();
        try (Connection connection = open(request);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                digests.add(BucketDigest.of(rows));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    request.side(), "digest " + request.table() + " in its server", failure);
        }
        return digests.iterator();
    }

    private static Connection open(AuditRequest request) {
        return Connections.open(
                request.side(),
                request.endpoint(),
                new Session("drover compare", Session.Timeouts.NONE));
    }
}
