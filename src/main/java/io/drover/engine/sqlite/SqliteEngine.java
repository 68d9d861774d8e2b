package io.drover.engine.sqlite;

import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.ChunkedEngine;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.engine.jdbc.HeldConnection;
import io.drover.engine.jdbc.JdbcChunkRows;
import io.drover.engine.jdbc.JdbcForms;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.WireRows;
import io.drover.model.rules.DecodedColumn;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** SQLite: one file, which every task opens by itself. */
public final class SqliteEngine implements ChunkedEngine, StoringEngine {
    @Override
    public String type() {
        return "sqlite";
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        SqliteFile file = SqliteFile.of(side, endpoint);
        Connection connection =
                Connections.open(
                        side,
                        SqliteFile.readOnly(endpoint),
                        new Session(application, Session.Timeouts.STATEMENT));
        HeldConnection held = new Own(connection);
        try {
            String visible = begin(connection, file);
            String server = file.path().toString();
            return new SqliteMoment(side, held, new Snapshot(visible, visible, server, visible));
        } catch (SQLException failure) {
            held.close();
            throw SqlFailures.wrap(side, "read " + endpoint.url(), failure);
        } catch (RuntimeException failure) {
            held.close();
            throw failure;
        }
    }

    @Override
    public WireRows read(ReadRequest request) {
        HeldConnection held = adopt(Side.SOURCE, request.endpoint(), request.snapshot());
        Set<String> inMillis = Set.of();
        if (request.table().rules() != null) {
            List<String> instants =
                    request.table().rules().decoded().stream()
                            .filter(column -> isInstant(column.sourceType()))
                            .map(DecodedColumn::name)
                            .toList();
            inMillis = inMillis(held, Side.SOURCE, request.table().source(), instants);
        }
        return new JdbcChunkRows(new SqliteDialect(inMillis), request, held);
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        List<String> instants =
                request.columns().stream()
                        .filter(column -> isInstant(column.logicalType()))
                        .map(AuditColumn::name)
                        .toList();
        Set<String> inMillis;
        try (HeldConnection held = reader(request)) {
            inMillis = inMillis(held, request.side(), request.table(), instants);
        }
        return JdbcForms.of(session, request, new SqliteDialect(inMillis), () -> reader(request));
    }

    private static HeldConnection reader(AuditRequest request) {
        return adopt(request.side(), request.endpoint(), request.snapshot());
    }

    private static boolean isInstant(String logicalType) {
        return logicalType.startsWith("timestamp") && logicalType.endsWith(" with time zone");
    }

    /** Which columns count milliseconds, as the catalog decided: asked again, not told. */
    private static Set<String> inMillis(
            HeldConnection held, Side side, TableName table, List<String> columns) {
        Set<String> found = new HashSet<>();
        for (String column : columns) {
            String name = SqliteDialect.name(column);
            try (Statement statement = held.connection().createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    "SELECT max(abs(max(%s, -9223372036854775807))) FROM %s WHERE typeof(%s) = 'integer'"
                                            .formatted(
                                                    name,
                                                    SqliteDialect.name(table.name()),
                                                    name))) {
                if (row.next() && row.getLong(1) >= SqliteTypes.LEAST_MILLIS) {
                    found.add(column);
                }
            } catch (SQLException failure) {
                throw SqlFailures.wrap(side, "look at the times of " + table, failure);
            }
        }
        return found;
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        return new SqliteStore(endpoint, application);
    }

    /** A connection in a transaction that sees what the moment sees. */
    private static HeldConnection adopt(Side side, EndpointSpec endpoint, Snapshot snapshot) {
        SqliteFile file = SqliteFile.of(side, endpoint);
        // A file is opened in no time, and the pool would try to open it for writing.
        Connection connection =
                Connections.open(
                        side,
                        SqliteFile.readOnly(endpoint),
                        new Session("drover", Session.Timeouts.NONE));
        HeldConnection held = new Own(connection);
        String visible;
        try {
            visible = begin(connection, file);
        } catch (SQLException failure) {
            held.close();
            throw SqlFailures.wrap(side, "read " + endpoint.url(), failure);
        }
        if (!visible.equals(snapshot.visible())) {
            held.close();
            throw new SnapshotLostException(
                    "Cannot read %s as it was: it has been written to since the run began. Give the same command again: what was read before is compared with what is there now."
                            .formatted(endpoint.url()),
                    null);
        }
        return held;
    }

    /**
     * A deferred transaction sees the file from its first read on.
     *
     * @return what the file shows, which was the same before and after that read
     */
    private static String begin(Connection connection, SqliteFile file) throws SQLException {
        connection.setAutoCommit(false);
        while (true) {
            String before = file.visible();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
                row.next();
            }
            // The first reader of a file in WAL mode makes the log's index.
            String after = file.visible();
            if (after.equals(before)) {
                return after;
            }
            connection.rollback();
        }
    }

    private record Own(Connection connection) implements HeldConnection {
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException lost) {
                // Nothing was written.
            }
        }
    }
}
