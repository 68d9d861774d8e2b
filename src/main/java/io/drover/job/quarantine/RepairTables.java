package io.drover.job.quarantine;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.RepairSql;
import io.drover.dialect.postgres.RepairSql.Extra;
import io.drover.dialect.postgres.RepairSql.Kinds;
import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.FillIdMaps;
import io.drover.job.source.PostgresOnly;
import io.drover.job.source.SourceSide;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.RepairLedger;
import io.drover.ledger.RepairLedger.Batch;
import io.drover.load.SilentTriggers;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TableVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.plan.TargetNames;
import io.drover.reconcile.DifferenceRenderer;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover reconcile --repair}: loads the rows again that a reconciliation found missing or
 * changed, by key and through the same rules, and deletes those that only the target has where that
 * was asked for.
 *
 * <p>Repeats: what the source has now is what counts; a row that is right by now is left. Each
 * difference and what was done about it are in the ledger, in the transaction of the change.
 */
public final class RepairTables {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Extra extra;

    public RepairTables(MigrationSpec spec, Supplier<SparkSession> sessions, Extra extra) {
        this.spec = spec;
        this.sessions = sessions;
        this.extra = extra;
    }

    /**
     * What was done about the differences of a table.
     *
     * @param left how many are as they were, by the reason
     */
    public record Repaired(
            TableName source,
            TableName target,
            long loaded,
            long deleted,
            Map<String, Long> left) {}

    /**
     * Repairs what a reconciliation found.
     *
     * @param runId the reconciliation's run
     * @throws MigrationException TARGET when the target refuses a repair; those of earlier tables
     *     stay
     */
    public List<Repaired> run(long runId, List<TableVerdict> verdicts) {
        PostgresOnly.refuseOtherTargets(
                spec,
                "repair the target",
                "Mend the rows that the report names, or give `migrate --restart`.");
        List<TableVerdict> different =
                verdicts.stream().filter(verdict -> verdict.differences() > 0).toList();
        if (different.isEmpty()) {
            return List.of();
        }
        String application = "drover " + spec.name() + " repair";
        try (SourceSide source =
                        SourceSide.open(spec, "repair", SourceSide.readers(spec, sessions));
                Connection target =
                        Connections.open(
                                Side.TARGET,
                                spec.target(),
                                new Session(application, Session.Timeouts.NONE))) {
            new Ledger(target).claim(spec.name());
            Repair repair = new Repair(source, target, runId);
            repair.tables(different);
            return different.stream().map(repair::told).toList();
        } catch (SQLException failure) {
            throw new IllegalStateException("Closing a connection of the repair", failure);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    /** One repair under one snapshot of the source. */
    private final class Repair {
        private final SourceSide source;
        private final Connection target;
        private final long runId;
        private final TableName scratch;
        private final TableName done;
        private Catalog standing;
        private final RepairLedger repairs;
        private final Map<Integer, String> obstacles = new LinkedHashMap<>();

        Repair(SourceSide source, Connection target, long runId) {
            this.source = source;
            this.target = target;
            this.runId = runId;
            this.repairs = new RepairLedger(target, runId);
            String schema = TargetNames.trialSchema(spec.name() + "_repair");
            this.scratch = new TableName(schema, "rows");
            this.done = new TableName(schema, "parts");
        }

        void tables(List<TableVerdict> different) throws SQLException {
            Map<Integer, RepairedTable> tables = planned(different);
            List<TableVerdict> order = referencedFirst(different);
            for (TableVerdict verdict : order) {
                repair(verdict, tables.get(verdict.tableNumber()), Kinds.TO_LOAD);
            }
            // Rows that others refer to go last.
            Collections.reverse(order);
            for (TableVerdict verdict : order) {
                repair(verdict, tables.get(verdict.tableNumber()), Kinds.TO_DELETE);
            }
            execute("DROP SCHEMA IF EXISTS " + PostgresNames.quote(scratch.schema()) + " CASCADE");
        }

        /** Tables that refer to each other in a circle keep their order. */
        private List<TableVerdict> referencedFirst(List<TableVerdict> different) {
            List<TableVerdict> waiting = new ArrayList<>(different);
            List<TableVerdict> order = new ArrayList<>();
            while (!waiting.isEmpty()) {
                Set<TableName> names =
                        waiting.stream().map(TableVerdict::target).collect(Collectors.toSet());
                TableVerdict next =
                        waiting.stream()
                                .filter(each -> refersToNone(each.target(), names))
                                .findFirst()
                                .orElse(waiting.get(0));
                waiting.remove(next);
                order.add(next);
            }
            return order;
        }

        private boolean refersToNone(TableName table, Set<TableName> others) {
            return standing.table(table).stream()
                    .flatMap(there -> there.constraints().stream())
                    .map(ConstraintInfo::references)
                    .noneMatch(
                            other ->
                                    other != null
                                            && !other.equals(table)
                                            && others.contains(other));
        }

        private Map<Integer, RepairedTable> planned(List<TableVerdict> different)
                throws SQLException {
            Catalog catalog = source.catalog();
            TargetNames names = new TargetNames(spec);
            standing =
                    PostgresCatalog.read(
                            Side.TARGET,
                            target,
                            TableSelection.standing(
                                    names.targets(catalog), names.schemas(catalog)));
            // Another engine's reader writes values as the target has them.
            List<TablePlan> plans =
                    Engines.covers(spec.source())
                            ? source.cut(Planner.tables(spec, catalog, standing))
                            : Planner.tables(spec, catalog);
            new FillIdMaps(spec).fill(source, plans);
            Map<Integer, RepairedTable> tables = new LinkedHashMap<>();
            for (TableVerdict verdict : different) {
                Optional<TablePlan> plan =
                        plans.stream()
                                .filter(each -> each.source().equals(verdict.source()))
                                .filter(each -> each.target().equals(verdict.target()))
                                .findFirst();
                Optional<TableInfo> there = standing.table(verdict.target());
                if (plan.isEmpty() || there.isEmpty()) {
                    obstacles.put(
                            verdict.tableNumber(),
                            "several tables of the source meet in it, and which of them a row is from is not known");
                    continue;
                }
                tables.put(
                        verdict.tableNumber(),
                        RepairedTable.of(
                                catalog.table(verdict.source()).orElseThrow(),
                                there.get(),
                                plan.get(),
                                keyOf(verdict, plan.get())));
            }
            return tables;
        }

        /** What the differences themselves call the key; a whole row is none. */
        private List<String> keyOf(TableVerdict verdict, TablePlan plan) {
            return (plan.key().isEmpty() && plan.rules() == null) || verdict.shown().isEmpty()
                    ? List.of()
                    : List.copyOf(verdict.shown().get(0).key().keySet());
        }

        private void repair(TableVerdict verdict, @Nullable RepairedTable table, Kinds kinds)
                throws SQLException {
            String obstacle =
                    table == null ? obstacles.get(verdict.tableNumber()) : table.obstacle();
            if (obstacle == null && hidesKeys(verdict)) {
                obstacle = "its key is masked, and the ledger does not have it";
            }
            if (obstacle != null) {
                repairs.leave(verdict.tableNumber(), kinds, obstacle);
                return;
            }
            RepairSql sql =
                    new RepairSql(
                            verdict.target(),
                            scratch,
                            table.plan().loadedColumns(),
                            table.targetKey());
            long after = Long.MIN_VALUE;
            for (Batch batch = repairs.next(verdict.tableNumber(), kinds, after);
                    !batch.keys().isEmpty();
                    batch = repairs.next(verdict.tableNumber(), kinds, after)) {
                reread(table, batch.keys(), verdict.target());
                execute(sql.index());
                settle(verdict, sql, after, batch.until(), kinds);
                after = batch.until();
            }
        }

        private boolean hidesKeys(TableVerdict verdict) {
            return verdict.shown().stream()
                    .anyMatch(each -> each.key().containsValue(DifferenceRenderer.MASKED));
        }

        /** The rows as the source has them now and as the rules make them, in the scratch table. */
        private void reread(RepairedTable table, List<String> keys, TableName like)
                throws SQLException {
            execute("DROP SCHEMA IF EXISTS " + PostgresNames.quote(scratch.schema()) + " CASCADE");
            execute("CREATE SCHEMA " + PostgresNames.quote(scratch.schema()));
            execute(
                    "CREATE TABLE %s (LIKE %s)"
                            .formatted(PostgresNames.quote(scratch), PostgresNames.quote(like)));
            execute("CREATE TABLE %s (part int PRIMARY KEY)".formatted(PostgresNames.quote(done)));
            new RereadRows(spec, sessions, source, new Ledger(target), runId)
                    .copy(table, keys, scratch, done);
        }

        private void settle(
                TableVerdict verdict, RepairSql sql, long after, long until, Kinds kinds)
                throws SQLException {
            target.setAutoCommit(false);
            try {
                execute("SET CONSTRAINTS ALL IMMEDIATE");
                SilentTriggers triggers = SilentTriggers.of(target, verdict.target());
                execute(
                        sql.decide(
                                LedgerSchema.NAME + ".difference",
                                runId,
                                verdict.tableNumber(),
                                after,
                                until,
                                kinds,
                                extra));
                for (String statement : sql.act()) {
                    execute(statement);
                }
                execute(
                        sql.note(
                                LedgerSchema.NAME + ".repair",
                                runId,
                                verdict.tableNumber(),
                                extra));
                triggers.wake(target);
                target.commit();
            } catch (SQLException refused) {
                throw new MigrationException(
                        ErrorKind.TARGET,
                        "Cannot repair %s: the target refuses it: %s. Nothing of it was changed since the last that drover.repair has; mend the cause and give the command again."
                                .formatted(verdict.target(), SqlFailures.serverText(refused)),
                        refused);
            } finally {
                target.rollback();
                target.setAutoCommit(true);
            }
        }

        private Repaired told(TableVerdict verdict) {
            RepairLedger.Done done = repairs.done(verdict.tableNumber());
            return new Repaired(
                    verdict.source(), verdict.target(), done.loaded(), done.deleted(), done.left());
        }

        private void execute(String sql) throws SQLException {
            try (Statement statement = target.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** The source tables whose rows were repaired, to be reconciled once more. */
    public static Set<TableName> touched(List<Repaired> repaired) {
        Set<TableName> touched = new LinkedHashSet<>();
        repaired.stream()
                .filter(each -> each.loaded() + each.deleted() > 0)
                .forEach(each -> touched.add(each.source()));
        return touched;
    }
}
