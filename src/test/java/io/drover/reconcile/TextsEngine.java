package io.drover.reconcile;

import io.drover.canonical.RowForm;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.AuditValues;
import io.drover.engine.Engine;
import io.drover.engine.Moment;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.spec.EndpointSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** An engine that is a PostgreSQL which tells of its values only what it prints of them. */
final class TextsEngine implements Engine {
    static final List<ChunkPlan> HALVES =
            List.of(
                    new ChunkPlan(0, "ctid < '(0,3)'::tid", 0, 0),
                    new ChunkPlan(1, "ctid >= '(0,3)'::tid", 0, 0));

    @Override
    public String type() {
        return "texts";
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        throw new UnsupportedOperationException("The test holds the snapshots");
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        return JavaSparkContext.fromSparkContext(session.sparkContext())
                .parallelize(request.chunks(), request.chunks().size())
                .flatMap(chunk -> read(request, chunk));
    }

    private static Iterator<byte[]> read(AuditRequest request, ChunkPlan chunk)
            throws SQLException {
        String columns =
                request.columns().stream()
                        .map(column -> "\"" + column.name() + "\"::text")
                        .collect(Collectors.joining(", "));
        List<byte[]> forms = new ArrayList<>();
        try (ConnectionPool.Lease lease =
                ConnectionPool.borrow(request.side(), request.endpoint(), request.connections())) {
            SnapshotHolder.adopt(request.side(), lease.connection(), request.snapshot());
            try (Statement statement = lease.connection().createStatement();
                    ResultSet rows =
                            statement.executeQuery(
                                    "SELECT %s FROM %s WHERE %s AND (%s)"
                                            .formatted(
                                                    columns,
                                                    request.table(),
                                                    chunk.predicate(),
                                                    request.where() == null
                                                            ? "true"
                                                            : request.where()))) {
                while (rows.next()) {
                    RowForm form = new RowForm(request.columns().size());
                    AuditValues values = new AuditValues(form);
                    int at = 1;
                    for (AuditColumn column : request.columns()) {
                        values.add(column, rows.getString(at++));
                    }
                    forms.add(form.toBytes());
                }
            }
        }
        return forms.iterator();
    }
}
