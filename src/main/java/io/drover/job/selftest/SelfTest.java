package io.drover.job.selftest;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.job.source.PlanReader;
import io.drover.job.source.PostgresOnly;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.TargetNames;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.ReconcileSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover reconcile --self-test}: copies samples of the target's tables into a scratch schema
 * (of up to fifty tables), corrupts the copies in every known way, and looks whether the
 * reconciliation names just these rows: the same reconciliation, by the same code.
 *
 * <p>Repeats: each begins with what the one before left, which it drops; at its end it drops its
 * own.
 */
public final class SelfTest {
    private static final int SAMPLE_ROWS = 1000;
    private static final int MOST_TABLES = 50;
    private static final int SHOWN = 100_000;

    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Progress progress;
    private final Clock clock;

    public SelfTest(
            MigrationSpec spec, Supplier<SparkSession> sessions, Progress progress, Clock clock) {
        this.spec = spec;
        this.sessions = sessions;
        this.progress = progress;
        this.clock = clock;
    }

    /** How often one kind of corruption was planted, and how often it was named as it must be. */
    public record Detection(String corruption, int planted, int found) {}

    /**
     * What the validator is worth.
     *
     * @param harmless ways of writing the same value: planted, and how often left alone
     * @param falseRows rows that were called different and are not
     * @param missed the corruptions that were not named as they must be
     * @param notPlanted with the reason, by table
     */
    public record Result(
            int tables,
            long rows,
            List<Detection> corruptions,
            List<Detection> harmless,
            long falseRows,
            List<String> missed,
            List<String> notPlanted) {
        public Result {
            corruptions = List.copyOf(corruptions);
            harmless = List.copyOf(harmless);
            missed = List.copyOf(missed);
            notPlanted = List.copyOf(notPlanted);
        }

        /** Whether every corruption was named and nothing else was. */
        public boolean isPassed() {
            return falseRows == 0 && missed.isEmpty();
        }
    }

    /** Plants, reconciles, judges. */
    public Result run() {
        PostgresOnly.refuseOthers(
                spec, "test the proof itself", "It plants faults by statements of PostgreSQL's.");
        String schema = TableSelection.SELF_TEST + spec.name();
        Session session =
                new Session("drover " + spec.name() + " self-test", Session.Timeouts.NONE);
        try (Connection connection = Connections.open(Side.TARGET, spec.target(), session)) {
            execute(connection, drop(schema));
            execute(connection, "CREATE SCHEMA " + PostgresNames.quote(schema));
            try {
                return run(connection, schema);
            } finally {
                execute(connection, drop(schema));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "test the reconciliation", failure);
        }
    }

    private Result run(Connection connection, String schema) throws SQLException {
        TableName own = new TableName(schema, "every_type");
        execute(connection, EveryType.create(own, SAMPLE_ROWS));
        List<TableName> origins = new ArrayList<>();
        origins.add(own);
        origins.addAll(targets());
        List<DirtyTable> tables = new ArrayList<>();
        long rows = 0;
        for (TableName origin : origins) {
            DirtyTable table = new DirtyTable(connection, origin, schema, tables.size());
            rows += table.copy(SAMPLE_ROWS, spec.reconcile().sampleSeed());
            table.corrupt();
            tables.add(table);
        }
        ReconcileTables.Result found =
                new ReconcileTables(
                                comparison(schema, tables),
                                sessions,
                                DifferenceSink.NONE,
                                progress,
                                clock,
                                Set.of())
                        .run();
        Map<TableName, TableVerdict> verdicts = new HashMap<>();
        found.tables().forEach(verdict -> verdicts.put(verdict.source(), verdict));
        return new Judgement(verdicts).of(tables.stream().map(DirtyTable::evidence).toList(), rows);
    }

    private List<TableName> targets() throws SQLException {
        try (Connection source =
                        Connections.open(
                                Side.SOURCE,
                                spec.source(),
                                new Session("drover self-test", Session.Timeouts.STATEMENT));
                Connection target =
                        Connections.open(
                                Side.TARGET,
                                spec.target(),
                                new Session("drover self-test", Session.Timeouts.STATEMENT))) {
            Catalog selected = new PlanReader(spec).source(source);
            TargetNames names = new TargetNames(spec);
            return PostgresCatalog.read(
                            Side.TARGET,
                            target,
                            TableSelection.standing(
                                    names.targets(selected), names.schemas(selected)))
                    .tables()
                    .stream()
                    .filter(table -> table.partitionOf() == null)
                    .filter(SelfTest::hasRoomForNumbers)
                    .map(TableInfo::name)
                    .limit(MOST_TABLES)
                    .toList();
        }
    }

    private static boolean hasRoomForNumbers(TableInfo table) {
        return table.columns().stream().noneMatch(column -> column.name().equals(DirtyTable.ROW));
    }

    /** The clean tables as the source, the dirty ones as the target, both in one database. */
    private MigrationSpec comparison(String schema, List<DirtyTable> tables) {
        List<TableSpec> pairs = new ArrayList<>();
        for (DirtyTable table : tables) {
            pairs.add(
                    new TableSpec(
                            table.clean(),
                            table.dirty(),
                            null,
                            null,
                            null,
                            List.of(DirtyTable.ROW),
                            List.of(),
                            null,
                            null,
                            TableRules.NONE));
        }
        return new MigrationSpec(
                spec.name() + "_self_test",
                spec.target(),
                spec.target(),
                new SelectSpec(
                        pairs.stream().map(pair -> pair.name().toString()).toList(),
                        List.of(),
                        schema),
                SchemaMode.EXISTING,
                LoadMode.APPEND,
                spec.readPath(),
                spec.chunking(),
                spec.quarantine(),
                spec.transfer(),
                new ReconcileSpec(
                        SHOWN,
                        SHOWN,
                        Set.of(Level.COUNTS, Level.DIGESTS),
                        spec.reconcile().digest(),
                        1,
                        1,
                        Duration.ZERO,
                        List.of()),
                pairs);
    }

    private static String drop(String schema) {
        return "DROP SCHEMA IF EXISTS " + PostgresNames.quote(schema) + " CASCADE";
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
