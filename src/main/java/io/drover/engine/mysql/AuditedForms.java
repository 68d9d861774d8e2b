package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlType;
import io.drover.engine.AuditRequest;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.JdbcForms;
import io.drover.engine.jdbc.MomentReaders;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** The rows as an auditor reads them, under the moment. */
final class AuditedForms {
    private AuditedForms() {}

    static JavaRDD<byte[]> of(SparkSession session, AuditRequest request) {
        Readers readers =
                new Readers(
                        request.side(),
                        request.endpoint(),
                        request.snapshot(),
                        request.connections());
        return JdbcForms.of(
                session,
                request,
                new AuditSql(types(request, readers), MysqlEngine.settings(request.endpoint())),
                readers);
    }

    private static Map<String, MysqlType> types(AuditRequest request, Readers readers) {
        try (ReaderLease lease = readers.lease()) {
            try {
                return ColumnTypes.of(lease.connection(), request.table());
            } catch (SQLException failure) {
                throw lease.failure("read the columns of " + request.table(), failure);
            }
        }
    }

    /** Opens a reader of the moment in a task. */
    private record Readers(Side side, EndpointSpec endpoint, Snapshot snapshot, int connections)
            implements MomentReaders {
        ReaderLease lease() {
            return ReaderLease.of(side, endpoint, snapshot, connections);
        }

        @Override
        public HeldConnection open() {
            return new Held(lease());
        }
    }

    private record Held(ReaderLease lease) implements HeldConnection {
        @Override
        public Connection connection() {
            return lease.connection();
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
