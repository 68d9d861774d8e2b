package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlType;
import io.drover.dialect.postgres.WireType;
import io.drover.engine.AuditRequest;
import io.drover.engine.BucketDigest;
import io.drover.engine.ChunkedEngine;
import io.drover.engine.DigestingEngine;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.model.rules.DecodedColumn;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** MySQL and MariaDB, from MySQL 5.7 and MariaDB 10.3 on. */
public final class MysqlEngine implements ChunkedEngine, DigestingEngine, StoringEngine {
    /** At a time in memory; of rows that may be wide only one. */
    private static final int FETCH_ROWS = 64;

    @Override
    public String type() {
        return "mysql";
    }

    @Override
    public Moment open(Side side, EndpointSpec endpoint, String application, int readers) {
        int affordable = Math.max(1, Math.min(readers, endpoint.maxConnections()));
        return new MysqlMoment(
                side, endpoint, ReaderSessions.open(side, endpoint, application, affordable));
    }

    @Override
    public WireRows read(ReadRequest request) {
        ReaderLease lease = ReaderLease.of(request);
        try {
            return read(request, lease);
        } catch (RuntimeException failure) {
            lease.close();
            throw failure;
        }
    }

    @Override
    public JavaRDD<byte[]> forms(SparkSession session, AuditRequest request) {
        return AuditedForms.of(session, request);
    }

    @Override
    public Optional<String> digestRefusal(AuditRequest request) {
        return ServerDigests.refusal(request, TrialSql.trial());
    }

    @Override
    public JavaRDD<BucketDigest> digests(SparkSession session, AuditRequest request, int buckets) {
        return ServerDigests.of(session, request, buckets);
    }

    @Override
    public Store store(EndpointSpec endpoint, String application, int connections) {
        return MysqlStore.open(endpoint, application, connections);
    }

    /** The settings of an endpoint, the defaults where a test made it without. */
    static MysqlSpec settings(EndpointSpec endpoint) {
        return endpoint.engine() instanceof MysqlSpec spec ? spec : MysqlSpec.DEFAULT;
    }

    private static WireRows read(ReadRequest request, ReaderLease lease) {
        TablePlan table = request.table();
        String attempted =
                "read chunk %d of %s".formatted(request.chunk().number(), table.source());
        try {
            Map<String, MysqlType> types = ColumnTypes.of(lease.connection(), table.source());
            List<String> columns = new ArrayList<>();
            List<String> targets = new ArrayList<>();
            List<WireForm> forms = new ArrayList<>();
            for (ColumnPlan column : table.columns()) {
                columns.add(column.source());
                targets.add(column.targetType());
                forms.add(table.wire());
            }
            if (table.rules() != null) {
                for (DecodedColumn column : table.rules().decoded()) {
                    columns.add(column.column());
                    targets.add(column.sourceType());
                    forms.add(form(column, types, table.wire()));
                }
            }
            refuseWhatIsGone(table, columns, types);
            refuseTooWide(request, lease, columns, types);
            MysqlSpec settings = settings(request.endpoint());
            List<Reading> readings = new ArrayList<>();
            List<FieldWriter> writers = new ArrayList<>();
            List<ZeroDate> zeroDates = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                String name = columns.get(column);
                Reading reading = Reading.of(types.get(name));
                readings.add(reading);
                zeroDates.add(new ZeroDate(table.source(), name, settings.zeroDates()));
                writers.add(
                        FieldWriters.of(
                                reading,
                                name,
                                targets.get(column),
                                forms.get(column),
                                zeroDates.get(column)));
            }
            Statement statement =
                    lease.connection()
                            .createStatement(
                                    ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            // Without a fetch size the driver keeps the whole result.
            statement.setFetchSize(ReadSql.mayBeWide(columns, types) ? 1 : FETCH_ROWS);
            ResultSet rows =
                    statement.executeQuery(ReadSql.rows(table, request.chunk(), columns, types));
            return MysqlRows.of(
                    new MysqlRows.Source(lease, statement, rows, attempted, zeroDates),
                    writers,
                    table.wire(),
                    table.rules() == null ? MysqlRows.Places.NONE : MysqlRows.Places.LAST,
                    new UnreadableRows(
                            columns,
                            readings,
                            table.key(),
                            table.rules() == null ? List.of() : table.rules().masked()));
        } catch (SQLException failure) {
            throw lease.failure(attempted, failure);
        }
    }

    /** Times and strings of bits that Spark sees as strings are their texts there. */
    private static WireForm form(
            DecodedColumn column, Map<String, MysqlType> types, WireForm wire) {
        @Nullable MysqlType type = types.get(column.column());
        boolean printed =
                type != null
                        && column.sparkType().equals("string")
                        && !WireType.hasBinary(column.sourceType())
                        && (Reading.of(type) == Reading.BIT || Reading.of(type) == Reading.TIME);
        return printed ? WireForm.TEXT : wire;
    }

    private static void refuseWhatIsGone(
            TablePlan table, List<String> columns, Map<String, MysqlType> types) {
        List<String> gone =
                columns.stream().filter(column -> !types.containsKey(column)).sorted().toList();
        if (!gone.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: it has no column %s any more, or the user may not see it. Plan again."
                            .formatted(table.source(), String.join(", ", gone)));
        }
    }

    private static void refuseTooWide(
            ReadRequest request,
            ReaderLease lease,
            List<String> columns,
            Map<String, MysqlType> types)
            throws SQLException {
        TablePlan table = request.table();
        String sql =
                table.guardFields()
                        ? ReadSql.tooWide(
                                table, request.chunk(), columns, types, request.maxFieldBytes())
                        : null;
        if (sql == null) {
            return;
        }
        try (Statement statement = lease.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (rows.next()) {
                throw new MigrationException(
                        ErrorKind.SOURCE,
                        "Cannot read %s: the wide fields of a row have %d bytes, more than %d, which is what a task can hold. Give the executors more memory, or leave the rows out with where and move them by hand."
                                .formatted(
                                        table.source(), rows.getLong(1), request.maxFieldBytes()));
            }
        }
    }
}
