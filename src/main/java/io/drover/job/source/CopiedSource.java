package io.drover.job.source;

import io.drover.dialect.postgres.KeyPredicate;
import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.MigrationException;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.Connections;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.Session;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Concurrently;
import io.drover.job.run.SparkAccess;
import io.drover.ledger.LedgerHome;
import io.drover.load.RowChoice;
import io.drover.load.WantedKeys;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.TargetNames;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of another engine's tables, copied into tables of the ledger's PostgreSQL in their logical
 * types, for those who ask for single rows: by key, by place, as text. What is done with the copies
 * then is what is done with a source that is a PostgreSQL. They are gone when this is closed, or at
 * the latest when the same command is given again.
 *
 * <p>Runs on: driver; one at a time for a migration and a purpose, a second one waits.
 */
public final class CopiedSource implements AutoCloseable {
    private final MigrationSpec spec;
    private final SparkSession session;
    private final SourceAccess source;
    private final EndpointSpec home;
    private final String schema;
    private final String application;
    private final Connection connection;
    private final List<SnapshotHolder> views = new ArrayList<>();
    private int tables;

    private CopiedSource(
            MigrationSpec spec,
            SparkSession session,
            SourceAccess source,
            EndpointSpec home,
            String purpose) {
        this.spec = spec;
        this.session = session;
        this.source = source;
        this.home = home;
        this.schema = TargetNames.copySchema(spec.name(), purpose);
        this.application = "drover " + spec.name() + " " + purpose;
        this.connection =
                Connections.open(
                        Side.TARGET, home, new Session(application, Session.Timeouts.NONE));
    }

    /**
     * Makes room for copies.
     *
     * @param side the source at its moment, which stays open
     * @param purpose names the scratch schema
     */
    public static CopiedSource open(
            MigrationSpec spec, SparkSession session, SourceSide side, String purpose) {
        EndpointSpec ledger = LedgerHome.of(spec.ledger());
        SourceAccess source =
                new SourceAccess(
                        spec.source(),
                        side.snapshot(),
                        new SparkAccess(session)
                                .share(
                                        spec.source().maxConnections() - 1,
                                        "source.max-connections"),
                        spec.transfer().maxFieldBytes());
        // Copies are read from the server that is written to: each way has half of it.
        EndpointSpec home = ledger.holding(Math.max(2, ledger.maxConnections() / 2));
        CopiedSource copies = new CopiedSource(spec, session, source, home, purpose);
        try {
            copies.execute(
                    "SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtext(%s))"
                            .formatted(PostgresNames.literal(copies.schema)));
            copies.execute(copies.drop());
            copies.execute("CREATE SCHEMA " + PostgresNames.quote(copies.schema));
            return copies;
        } catch (RuntimeException failure) {
            copies.disconnect();
            throw failure;
        }
    }

    /** The first rows, as the source has them. */
    public CopiedTable first(TablePlan table, TableInfo info, long most) {
        return copy(table, info, CopiedTable.Width.AS_DECLARED, most, plan -> RowChoice.ALL);
    }

    /**
     * The rows that somebody names, and perhaps others.
     *
     * @param keys each from column to the text of its value
     * @throws MigrationException USAGE when there is no such column, or no such value of it
     */
    public CopiedTable matching(TablePlan table, TableInfo info, List<Map<String, String>> keys) {
        return copy(
                table,
                info,
                CopiedTable.Width.AS_DECLARED,
                Long.MAX_VALUE,
                plan -> {
                    List<RowChoice> choices = new ArrayList<>();
                    for (Map<String, String> named : keys) {
                        choices.add(choice(plan, NamedKey.columns(info, named), named));
                    }
                    return RowChoice.anyOf(choices);
                });
    }

    private RowChoice choice(TablePlan plan, List<KeyColumn> key, Map<String, String> named) {
        if (!WantedKeys.tells(key.stream().map(KeyColumn::type).toList())) {
            return RowChoice.ALL;
        }
        try {
            return wanted(plan, key, List.of(NamedKey.json(named)));
        } catch (MigrationException refused) {
            throw NamedKey.isNone(plan.source(), key, named, refused);
        }
    }

    /**
     * The rows that have one of some keys, and perhaps others.
     *
     * @param key none: all rows
     * @param keys JSON arrays of objects
     */
    CopiedTable having(TablePlan table, TableInfo info, List<KeyColumn> key, List<String> keys) {
        return copy(
                table,
                info,
                CopiedTable.Width.UNBOUNDED,
                Long.MAX_VALUE,
                plan ->
                        !key.isEmpty()
                                        && WantedKeys.tells(
                                                key.stream().map(KeyColumn::type).toList())
                                ? wanted(plan, key, keys)
                                : RowChoice.ALL);
    }

    private RowChoice wanted(TablePlan plan, List<KeyColumn> key, List<String> keys) {
        List<String> names = plan.columns().stream().map(ColumnPlan::source).toList();
        String all = keys.size() == 1 ? keys.get(0) : joined(keys);
        String sql =
                "COPY (SELECT %s FROM pg_catalog.jsonb_to_recordset(%s::jsonb) AS held (%s)) TO STDOUT (FORMAT binary)"
                        .formatted(
                                PostgresNames.quoteAll(
                                        key.stream().map(KeyColumn::member).toList()),
                                PostgresNames.literal(all),
                                KeyPredicate.typed(key));
        try (CopyOutRows rows = new CopyOutRows(Side.TARGET, connection, sql, WireForm.BINARY)) {
            return new WantedKeys(
                    plan.wire(),
                    names.size(),
                    key.stream().map(each -> names.indexOf(each.column())).toList(),
                    key.stream().map(KeyColumn::type).toList(),
                    rows);
        }
    }

    /** {@code [a,b]} and {@code [c]} as {@code [a,b,c]}. */
    private static String joined(List<String> arrays) {
        return arrays.stream()
                .map(array -> array.substring(array.indexOf('[') + 1, array.lastIndexOf(']')))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Chooses the rows of a table that is read so. */
    private interface Choosing {
        RowChoice of(TablePlan plan);
    }

    private CopiedTable copy(
            TablePlan table,
            TableInfo info,
            CopiedTable.Width width,
            long most,
            Choosing choosing) {
        TableName name = new TableName(schema, "rows" + tables);
        TableName parts = new TableName(schema, "parts" + tables++);
        TableInfo read = CopiedTable.readable(info);
        TablePlan plan = CopiedTable.filling(table, read, name, width);
        execute(
                "CREATE UNLOGGED TABLE %s (%s)"
                        .formatted(
                                PostgresNames.quote(name),
                                plan.columns().stream()
                                        .map(
                                                column ->
                                                        PostgresNames.quote(column.target())
                                                                + " "
                                                                + column.targetType())
                                        .collect(Collectors.joining(", "))));
        execute(
                "CREATE UNLOGGED TABLE %s (part int PRIMARY KEY, unread bigint NOT NULL DEFAULT 0)"
                        .formatted(PostgresNames.quote(parts)));
        RowChoice choice = choosing.of(plan);
        CopyTask task =
                new CopyTask(
                        source,
                        home,
                        new SparkAccess(session)
                                .share(home.maxConnections(), "target.max-connections"),
                        plan,
                        parts,
                        choice,
                        most);
        try {
            if (DealtRows.covers(source)) {
                Dataset<Row> rows = DealtRows.undealt(session, source, plan);
                (most == Long.MAX_VALUE ? rows : rows.limit(Math.toIntExact(most)))
                        .foreachPartition(task.ofDataset());
            } else {
                List<ChunkPlan> chunks = plan.chunks();
                new SparkAccess(session)
                        .context()
                        .parallelize(chunks, most == Long.MAX_VALUE ? chunks.size() : 1)
                        .foreachPartition(task);
            }
        } catch (Exception failure) {
            // Spark throws what is not declared; an Error is left to fly.
            throw Concurrently.unwrapped(failure);
        }
        return new CopiedTable(name, read.named(name), unread(parts));
    }

    /** The migration with the copies as its source. */
    public MigrationSpec spec() {
        return spec.between(
                home,
                spec.target().isPostgres()
                        ? spec.target().holding(home.maxConnections())
                        : spec.target());
    }

    /** How the engine itself is read. */
    SourceAccess original() {
        return source;
    }

    /** A moment with all copies that are there by now; closed with this. */
    SnapshotHolder view() {
        SnapshotHolder view = SnapshotHolder.open(Side.SOURCE, home, application);
        views.add(view);
        return view;
    }

    /** The places of those of the keys, JSON objects, that a row of the copy has. */
    List<Integer> present(CopiedTable copy, List<KeyColumn> key, List<String> keys) {
        String sql =
                "SELECT told.place - 1 FROM unnest(?::text[]) WITH ORDINALITY told (key, place), LATERAL pg_catalog.jsonb_to_record(told.key::jsonb) AS held (%s) WHERE EXISTS (SELECT FROM %s AS o WHERE %s)"
                        .formatted(
                                KeyPredicate.typed(key),
                                PostgresNames.quote(copy.name()),
                                key.stream()
                                        .map(
                                                each ->
                                                        "o.%s = held.%s"
                                                                .formatted(
                                                                        PostgresNames.quote(
                                                                                each.column()),
                                                                        PostgresNames.quote(
                                                                                each.member())))
                                        .collect(Collectors.joining(" AND ")));
        List<Integer> places = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    places.add(row.getInt(1));
                }
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "look for keys among copied rows", failure);
        }
        return places;
    }

    private long unread(TableName parts) {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT coalesce(sum(unread), 0) FROM "
                                        + PostgresNames.quote(parts))) {
            row.next();
            return row.getLong(1);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "count copied rows", failure);
        }
    }

    private String drop() {
        return "DROP SCHEMA IF EXISTS " + PostgresNames.quote(schema) + " CASCADE";
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "make tables for copied rows in " + schema, failure);
        }
    }

    @Override
    public void close() {
        // They hold locks on the copies.
        views.forEach(SnapshotHolder::close);
        try {
            execute(drop());
        } finally {
            disconnect();
        }
    }

    private void disconnect() {
        try {
            connection.close();
        } catch (SQLException gone) {
            // A lost connection is closed already; the next command drops the schema.
        }
    }
}
