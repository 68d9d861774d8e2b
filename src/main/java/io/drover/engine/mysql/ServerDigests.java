package io.drover.engine.mysql;

import io.drover.dialect.mysql.CanonicalSql;
import io.drover.dialect.mysql.DigestedColumn;
import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.mysql.MysqlType;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.model.ChunkPlan;
import io.drover.spec.MysqlSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The digests of rows as the server makes them, under the moment: one query a chunk. */
final class ServerDigests {
    private ServerDigests() {}

    /** Why not; empty where the server can and was tried. */
    static Optional<String> refusal(AuditRequest request, DigestTrial<DigestedColumn> trial) {
        try (ReaderLease lease = lease(request)) {
            Map<String, MysqlType> types = ColumnTypes.of(lease.connection(), request.table());
            for (AuditColumn column : request.columns()) {
                Optional<String> refused = refusal(column, types);
                if (refused.isPresent()) {
                    return refused.map(why -> "column " + column.name() + ": " + why);
                }
            }
            return trial.refusal(lease.connection());
        } catch (SQLException failure) {
            return Optional.of("the server cannot be asked: " + failure.getMessage());
        }
    }

    private static Optional<String> refusal(AuditColumn column, Map<String, MysqlType> types) {
        if (!types.containsKey(column.name())) {
            return Optional.of("the table does not have it any more");
        }
        return column.array()
                ? Optional.of("MySQL has no arrays")
                : CanonicalSql.refusal(digested(column, types, MysqlSpec.DEFAULT));
    }

    static JavaRDD<BucketDigest> of(SparkSession session, AuditRequest request, int buckets) {
        List<DigestedColumn> columns = columns(request);
        List<String> queries =
                request.chunks().stream()
                        .map(
                                chunk ->
                                        CanonicalSql.bucketDigests(
                                                columns, buckets, from(request, chunk)))
                        .toList();
        return new JavaSparkContext(session.sparkContext())
                .parallelize(queries, Math.max(1, queries.size()))
                .flatMap(query -> digests(request, query));
    }

    private static List<DigestedColumn> columns(AuditRequest request) {
        MysqlSpec settings = MysqlEngine.settings(request.endpoint());
        try (ReaderLease lease = lease(request)) {
            try {
                Map<String, MysqlType> types = ColumnTypes.of(lease.connection(), request.table());
                return request.columns().stream()
                        .map(column -> digested(column, types, settings))
                        .toList();
            } catch (SQLException failure) {
                throw lease.failure("read the columns of " + request.table(), failure);
            }
        }
    }

    private static DigestedColumn digested(
            AuditColumn column, Map<String, MysqlType> types, MysqlSpec settings) {
        String logical = column.logicalType();
        return new DigestedColumn(
                column.name(),
                types.get(column.name()),
                column.type(),
                logical.equals("character") || logical.startsWith("character("),
                settings.zeroDates() == MysqlSpec.ZeroDates.AS_NULL);
    }

    private static String from(AuditRequest request, ChunkPlan chunk) {
        // On a line of its own: the operator's filter may end in a comment.
        String where = request.where() == null ? "" : " AND (" + request.where() + "\n)";
        return "%s WHERE (%s)%s"
                .formatted(MysqlNames.quote(request.table()), chunk.predicate(), where);
    }

    private static Iterator<BucketDigest> digests(AuditRequest request, String query) {
        List<BucketDigest> digests = new ArrayList<>();
        try (ReaderLease lease = lease(request)) {
            try (Statement statement = lease.connection().createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    digests.add(BucketDigest.of(rows));
                }
            } catch (SQLException failure) {
                throw lease.failure("digest " + request.table() + " in its server", failure);
            }
        }
        return digests.iterator();
    }

    private static ReaderLease lease(AuditRequest request) {
        return ReaderLease.of(
                request.side(), request.endpoint(), request.snapshot(), request.connections());
    }
}
