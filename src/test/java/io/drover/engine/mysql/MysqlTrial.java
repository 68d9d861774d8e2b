package io.drover.engine.mysql;

import io.drover.canonical.CanonicalType;
import io.drover.catalog.TableSelection;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.engine.AuditColumn;
import io.drover.engine.Moment;
import io.drover.engine.ReadRequest;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.RowRules;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads tables of a MariaDB as a run would, and loads them into a PostgreSQL by plain COPY. */
final class MysqlTrial {
    static final MysqlEngine ENGINE = new MysqlEngine();
    static final long FIELD_BYTES = 1 << 24;

    private MysqlTrial() {}

    static EndpointSpec with(TestMariaDb source, MysqlSpec settings) {
        return with(source.endpoint(), settings);
    }

    static EndpointSpec with(EndpointSpec plain, MysqlSpec settings) {
        return new EndpointSpec(
                plain.type(),
                plain.url(),
                plain.user(),
                plain.password(),
                plain.properties(),
                plain.maxConnections(),
                plain.connectTimeout(),
                plain.statementTimeout(),
                plain.lockTimeout(),
                null,
                settings);
    }

    static Moment open(EndpointSpec endpoint, int readers) {
        return ENGINE.open(Side.SOURCE, endpoint, "drover test", readers);
    }

    static Catalog catalog(Moment moment, TestMariaDb source, String... tables) {
        List<TableName> names =
                List.of(tables).stream().map(table -> new TableName(source.name(), table)).toList();
        return moment.catalog(TableSelection.standing(names, List.of()));
    }

    static TableInfo table(Moment moment, TestMariaDb source, String table) {
        return catalog(moment, source, table).tables().get(0);
    }

    /** The plan of a table as it is, in one chunk. */
    static TablePlan plan(TableInfo table, WireForm form) {
        return plan(table, form, null, List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)));
    }

    static TablePlan plan(
            TableInfo table, WireForm form, @Nullable RowRules rules, List<ChunkPlan> chunks) {
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            columns.add(
                    new ColumnPlan(
                            column.name(),
                            column.name(),
                            column.type(),
                            column.type(),
                            column.notNull(),
                            false,
                            column.origin().verdict(),
                            column.origin().reason(),
                            column.origin().type()));
        }
        TableName target = new TableName("public", table.name().name());
        List<String> key =
                table.constraints().stream()
                        .filter(each -> each.definition().startsWith("PRIMARY"))
                        .findFirst()
                        .map(each -> each.columns())
                        .orElse(List.of());
        return new TablePlan(
                0,
                table.name(),
                target,
                target,
                LoadMode.APPEND,
                form,
                ReadPath.PIPE,
                columns,
                key,
                null,
                false,
                0,
                0,
                chunks,
                rules);
    }

    static WireRows read(EndpointSpec endpoint, Moment moment, TablePlan plan, ChunkPlan chunk) {
        return ENGINE.read(
                new ReadRequest(
                        endpoint, moment.snapshot(), 4, FIELD_BYTES, plan.only(chunk), chunk));
    }

    /** Makes the table in PostgreSQL and copies every chunk into it; how many rows were read. */
    static long load(
            EndpointSpec endpoint,
            Moment moment,
            TableInfo table,
            TablePlan plan,
            TestDatabase target)
            throws SQLException {
        target.execute(
                table.columns().stream()
                        .map(column -> PostgresNames.quote(column.name()) + " " + column.type())
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "CREATE TABLE " + PostgresNames.quote(plan.target()) + " (",
                                        ")")));
        long read = 0;
        for (ChunkPlan chunk : plan.chunks()) {
            try (Connection connection = target.connect();
                    WireRows rows = read(endpoint, moment, plan, chunk);
                    CopyInRows copy =
                            new CopyInRows(
                                    connection,
                                    "COPY %s FROM STDIN (FORMAT %s)"
                                            .formatted(
                                                    PostgresNames.quote(plan.target()),
                                                    plan.wire()),
                                    plan.wire())) {
                while (rows.advance()) {
                    copy.write(rows.array(), rows.offset(), rows.length());
                }
                copy.finish();
                read += rows.sent();
            }
        }
        return read;
    }

    /** Reads a chunk to its end; the texts of what could not be read. */
    static List<String> unreadable(EndpointSpec endpoint, Moment moment, TablePlan plan) {
        try (WireRows rows = read(endpoint, moment, plan, plan.chunks().get(0))) {
            while (rows.advance()) {
                // Only what is set aside matters here.
            }
            return rows.unreadable().stream()
                    .map(row -> row.place() + ": " + row.state() + " " + row.reason())
                    .toList();
        }
    }

    /** The columns as an auditor compares them. */
    static List<AuditColumn> audited(TableInfo table) {
        return table.columns().stream()
                .map(
                        column ->
                                new AuditColumn(
                                        column.name(),
                                        column.type(),
                                        canonical(column.type()),
                                        false))
                .toList();
    }

    private static CanonicalType canonical(String type) {
        String bare = type.replaceAll("\\(.*?\\)", "");
        return switch (bare) {
            case "boolean" -> CanonicalType.BOOLEAN;
            case "smallint", "integer", "bigint" -> CanonicalType.INTEGER;
            case "numeric" -> CanonicalType.DECIMAL;
            case "real", "double precision" -> CanonicalType.FLOAT;
            case "bytea" -> CanonicalType.BINARY;
            case "date" -> CanonicalType.DATE;
            case "time without time zone" -> CanonicalType.TIME;
            case "timestamp without time zone" -> CanonicalType.TIMESTAMP;
            case "timestamp with time zone" -> CanonicalType.INSTANT;
            case "interval" -> CanonicalType.INTERVAL;
            case "uuid" -> CanonicalType.UUID;
            case "json", "jsonb" -> CanonicalType.JSON;
            default -> CanonicalType.TEXT;
        };
    }
}
