package io.drover.engine.generic;

import io.drover.engine.AuditRequest;
import io.drover.engine.ChunkedEngine;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.JdbcChunkRows;
import io.drover.engine.jdbc.JdbcForms;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Snapshot;
import io.drover.model.WireRows;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** Any database with a JDBC driver; tables are loaded into H2 and DuckDB. */
public final class GenericEngine implements ChunkedEngine, StoringEngine {
    @Override
    public String type() {
        return "jdbc";
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        Connection connection =
                GenericConnections.open(
                        side, endpoint, new Session(application, Session.Timeouts.STATEMENT));
        try {
            boolean shared = GenericConnections.settings(endpoint).oneTransaction();
            String fresh = OneTransaction.freshName();
            String consistency =
                    !shared
                            ? "fuzzy: jdbc.one-transaction is false, so each chunk is read in a transaction of its own"
                            : GenericConnections.repeatsReads(connection)
                                    ? "snapshot"
                                    : "fuzzy: the driver has no isolation under which reads repeat";
            return new GenericMoment(
                    side,
                    OneTransaction.hold(fresh, connection),
                    GenericDialect.of(connection, GenericConnections.settings(endpoint)),
                    new Snapshot(
                            shared ? fresh : GenericConnections.EACH_ITS_OWN,
                            fresh,
                            endpoint.url(),
                            ""),
                    consistency);
        } catch (SQLException failure) {
            GenericConnections.close(connection);
            throw SqlFailures.wrap(side, "read " + endpoint.url(), failure);
        }
    }

    @Override
    public WireRows read(ReadRequest request) {
        HeldConnection held =
                GenericConnections.adopt(Side.SOURCE, request.endpoint(), request.snapshot());
        return new JdbcChunkRows(dialect(Side.SOURCE, request.endpoint(), held), request, held);
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        GenericDialect dialect;
        try (HeldConnection held = reader(request)) {
            dialect = dialect(request.side(), request.endpoint(), held);
        }
        return JdbcForms.of(session, request, dialect, () -> reader(request));
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        return GenericStore.open(endpoint, application, connections);
    }

    private static HeldConnection reader(AuditRequest request) {
        return GenericConnections.adopt(request.side(), request.endpoint(), request.snapshot());
    }

    private static GenericDialect dialect(Side side, EndpointSpec endpoint, HeldConnection held) {
        try {
            return GenericDialect.of(held.connection(), GenericConnections.settings(endpoint));
        } catch (SQLException failure) {
            held.close();
            throw SqlFailures.wrap(side, "read " + endpoint.url(), failure);
        }
    }
}
