package io.drover.job.trial;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Findings;
import io.drover.job.run.Progress;
import io.drover.job.run.RunFacts;
import io.drover.job.source.CopiedSource;
import io.drover.job.source.CopiedTable;
import io.drover.job.source.PlanReader;
import io.drover.job.source.PostgresOnly;
import io.drover.job.source.SampleRequest;
import io.drover.job.source.SourceSample;
import io.drover.job.source.SourceSide;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.TableProgress;
import io.drover.load.Checkpoint;
import io.drover.model.ChunkPlan;
import io.drover.model.MigrationPlan;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.LookupPlan;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover migrate --limit N}: the migration of the first rows of each table into a scratch
 * schema, by the very machinery of the real one. In the ledger it is a migration of its own, {@code
 * <name>_trial}, so that the real one does not hear of it.
 *
 * <p>Repeats: each trial drops what the one before left.
 */
public final class TrialMigration {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final RunFacts facts;
    private final Progress progress;

    public TrialMigration(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            RunFacts facts,
            Progress progress) {
        this.spec = spec;
        this.sessions = sessions;
        this.facts = facts;
        this.progress = progress;
    }

    /**
     * What became of the rows of a table.
     *
     * @param note what the scratch table lacks; empty: it is like the target
     */
    public record TableResult(
            TableName source,
            TableName trial,
            long read,
            long loaded,
            long filtered,
            long deduplicated,
            long quarantined,
            String note) {}

    /** The tables in the order of the plan, and the schema that they are in. */
    public record Result(String schema, String ledgerName, List<TableResult> tables) {
        public Result {
            tables = List.copyOf(tables);
        }
    }

    /**
     * Loads the first rows of each table, as the source has them, or, where keys are given, those
     * that have one of them.
     *
     * @throws MigrationException as of a migration; the scratch schema then has what was loaded
     */
    public Result run(SampleRequest request) {
        PostgresOnly.refuseOtherTargets(
                spec,
                "try a few rows",
                "`drover plan` shows what will be done, and nothing is swapped before all rows are there.");
        try (SourceSide side = SourceSide.open(spec, "trial", SourceSide.readers(spec, sessions))) {
            PlanReader reader = new PlanReader(spec);
            MigrationPlan plan = reader.plan(side);
            Catalog catalog = side.catalog();
            refusePartitioned(catalog);
            Set<TableName> targets =
                    reader.target(catalog).tables().stream()
                            .map(TableInfo::name)
                            .collect(Collectors.toSet());
            ScratchTables scratch = new ScratchTables(spec.name());
            List<ScratchTables.Scratch> tables = scratch.of(plan.tables(), targets);
            return Engines.covers(spec.source())
                    ? ofCopies(side, catalog, plan, scratch, tables, request)
                    : inside(side, catalog, plan, scratch, tables, request);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    private Result inside(
            SourceSide side,
            Catalog catalog,
            MigrationPlan plan,
            ScratchTables scratch,
            List<ScratchTables.Scratch> tables,
            SampleRequest request) {
        SourceSample first = new SourceSample(side.connection());
        List<TableSpec> some = new ArrayList<>();
        for (int number = 0; number < tables.size(); number++) {
            TablePlan table = plan.tables().get(number);
            String rows =
                    request.keys().isEmpty()
                            ? first.limit(table, request.rows())
                            : "("
                                    + first.chunk(table, info(catalog, table), request).predicate()
                                    + ")";
            some.add(settings(table).into(tables.get(number).name(), rows));
        }
        // The trial takes a snapshot of its own.
        side.close();
        renew(scratch.statements(tables));
        return run(spec.trial(name(), scratch.schema(), some), scratch, tables, List.of());
    }

    /** Of another engine the rows are copied first: which they are only a copy keeps the same. */
    private Result ofCopies(
            SourceSide side,
            Catalog catalog,
            MigrationPlan plan,
            ScratchTables scratch,
            List<ScratchTables.Scratch> tables,
            SampleRequest request) {
        refuseSourceLookups(plan);
        List<TableSpec> some = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (CopiedSource copies = CopiedSource.open(spec, sessions.get(), side, "trial_rows")) {
            for (int number = 0; number < tables.size(); number++) {
                TablePlan table = plan.tables().get(number);
                CopiedTable copy =
                        request.keys().isEmpty()
                                ? copies.first(table, info(catalog, table), request.rows())
                                : copies.matching(table, info(catalog, table), request.keys());
                some.add(
                        settings(table)
                                .readFrom(copy.name())
                                .into(tables.get(number).name(), ChunkPlan.EVERYTHING));
                notes.add(
                        copy.unread() == 0
                                ? ""
                                : "%s of the source could not be read, and %s not counted."
                                        .formatted(
                                                Findings.counted(copy.unread(), "row"),
                                                copy.unread() == 1 ? "is" : "are"));
            }
            renew(scratch.statements(tables));
            return run(copies.spec().trial(name(), scratch.schema(), some), scratch, tables, notes);
        }
    }

    private void refuseSourceLookups(MigrationPlan plan) {
        for (TablePlan table : plan.tables()) {
            if (table.rules() == null) {
                continue;
            }
            for (LookupPlan lookup : table.rules().lookups()) {
                if (lookup.origin() == LookupPlan.Origin.SOURCE) {
                    throw new MigrationException(
                            ErrorKind.USAGE,
                            "Cannot try %s on a few rows: it is looked up in %s of a %s source, and a trial copies the rows alone. `migrate --dry-run` shows what the rules do."
                                    .formatted(
                                            table.source(),
                                            lookup.location(),
                                            spec.source().type()));
                }
            }
        }
    }

    /**
     * @param notes one for each table, of a source of another engine; else none
     */
    private Result run(
            MigrationSpec trial,
            ScratchTables scratch,
            List<ScratchTables.Scratch> tables,
            List<String> notes) {
        MigrateTables.Result done =
                new MigrateTables(trial, sessions, facts, progress, Checkpoint.NONE).run();
        return result(done, tables, notes, scratch.schema(), trial.name());
    }

    /** Removes what the last trial left; nothing where there was none. */
    public void drop() {
        try (Connection connection = open()) {
            if (LedgerSchema.exists(connection)) {
                abandon(connection, List.of(new ScratchTables(spec.name()).drop()));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "drop the schema of the trial", failure);
        }
    }

    private static TableInfo info(Catalog catalog, TablePlan table) {
        return catalog.tables().stream()
                .filter(each -> each.name().equals(table.source()))
                .findFirst()
                .orElseThrow();
    }

    private void refusePartitioned(Catalog catalog) {
        List<TableName> parts =
                catalog.tables().stream()
                        .filter(table -> table.partitionOf() != null || table.isPartitioned())
                        .map(table -> table.name())
                        .toList();
        if (!parts.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot try the migration %s on a few rows: %s are partitioned, which a trial does not do. Name other tables with --table."
                            .formatted(spec.name(), Findings.some(parts)));
        }
    }

    private void renew(List<String> statements) {
        try (Connection connection = open()) {
            LedgerSchema.ensure(
                    connection,
                    Connections.dataSource(
                            spec.target(),
                            new Session("drover trial " + spec.name(), Session.Timeouts.NONE)));
            abandon(connection, statements);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "make the tables of the trial", failure);
        }
    }

    private void abandon(Connection connection, List<String> statements) throws SQLException {
        Ledger ledger = new Ledger(connection);
        ledger.claim(name());
        Optional<Long> last = ledger.latestLoad(name()).map(load -> load.loadId());
        if (last.isPresent()) {
            ledger.abandonWith(last.get(), statements);
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Connection open() {
        return Connections.open(
                Side.TARGET,
                spec.target(),
                new Session("drover trial " + spec.name(), Session.Timeouts.STATEMENT));
    }

    private String name() {
        return spec.name() + "_trial";
    }

    private TableSpec settings(TablePlan table) {
        return spec.tables().stream()
                .filter(each -> each.name().equals(table.source()))
                .filter(each -> each.target() == null || each.target().equals(table.target()))
                .findFirst()
                .orElseGet(
                        () ->
                                new TableSpec(
                                        table.source(),
                                        null,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        List.of(),
                                        null,
                                        null,
                                        TableRules.NONE));
    }

    private Result result(
            MigrateTables.Result done,
            List<ScratchTables.Scratch> scratch,
            List<String> notes,
            String schema,
            String ledgerName) {
        List<TableResult> results = new ArrayList<>();
        try (Connection connection = open()) {
            for (TableProgress now : new Ledger(connection).tables().progress(done.loadId())) {
                TablePlan table = done.plan().tables().get(now.number());
                int number = place(scratch, table.target());
                results.add(
                        new TableResult(
                                scratch.get(number).table().source(),
                                table.target(),
                                now.read(),
                                now.loaded(),
                                now.filtered(),
                                now.deduplicated(),
                                now.quarantined(),
                                Stream.concat(
                                                Stream.of(scratch.get(number).note()),
                                                notes.stream().skip(number).limit(1))
                                        .filter(note -> !note.isEmpty())
                                        .collect(Collectors.joining("; "))));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the counts of the trial", failure);
        }
        return new Result(schema, ledgerName, results);
    }

    private static int place(List<ScratchTables.Scratch> scratch, TableName name) {
        return IntStream.range(0, scratch.size())
                .filter(number -> scratch.get(number).name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
