package io.drover.job.migrate;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Concurrently;
import io.drover.ledger.DdlSteps;
import io.drover.load.ForeignKeyProof;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.MigrationPlan;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Indexes, keys, checks and statistics behind the rows. Every step commits with its own ledger row,
 * so a run that died goes on behind the last one that took effect.
 *
 * <p>Runs on: driver.
 */
final class PostData {
    /** Steps of a table below this many bytes share one transaction, its ANALYZE included. */
    private static final long SMALL_TABLE_BYTES = 64L << 20;

    private final EndpointSpec target;
    private final int builders;
    private final long loadId;
    private final Set<Integer> done;
    private final Map<Integer, List<DdlStep>> byTable = new LinkedHashMap<>();
    private final MigrationPlan plan;

    /**
     * Tables of the target that several tables of the source go into: analysed once, at the end.
     */
    private final Set<TableName> shared = new LinkedHashSet<>();

    PostData(
            EndpointSpec target, int builders, long loadId, MigrationPlan plan, Set<Integer> done) {
        this.target = target;
        this.builders = builders;
        this.loadId = loadId;
        this.plan = plan;
        this.done = done;
        Set<TableName> seen = new HashSet<>();
        for (TablePlan table : plan.tables()) {
            if (!seen.add(table.staging())) {
                shared.add(table.staging());
            }
        }
        for (DdlStep step : plan.steps(DdlPhase.TABLE)) {
            byTable.computeIfAbsent(step.table(), number -> new ArrayList<>()).add(step);
        }
    }

    /** Everything of one table that only waited for its rows, then its statistics. */
    void finish(TablePlan table) {
        List<DdlStep> steps =
                byTable.getOrDefault(table.number(), List.of()).stream()
                        .filter(this::open)
                        .toList();
        List<String> analyze =
                shared.contains(table.staging()) ? List.of() : List.of(analyze(table.staging()));
        if (table.estimatedBytes() < SMALL_TABLE_BYTES) {
            inTransaction(steps, analyze);
            return;
        }
        List<Callable<Void>> indexes = new ArrayList<>();
        List<DdlStep> rest = new ArrayList<>();
        for (DdlStep step : steps) {
            if (rest.isEmpty() && buildsIndex(step)) {
                indexes.add(
                        () -> {
                            inTransaction(List.of(step), List.of());
                            return null;
                        });
            } else {
                rest.add(step);
            }
        }
        Concurrently.run("drover-index", builders, indexes, () -> {});
        rest.forEach(step -> inTransaction(List.of(step), List.of()));
        inTransaction(List.of(), analyze);
    }

    /** The phases behind all tables, up to the swap. */
    void finishAll() {
        plan.steps(DdlPhase.PARENT).stream().filter(this::open).forEach(this::alone);
        Map<String, List<DdlStep>> validations = new LinkedHashMap<>();
        for (DdlStep step : plan.steps(DdlPhase.FOREIGN_KEY)) {
            if (!open(step)) {
                continue;
            }
            if (step.sql().contains(" VALIDATE CONSTRAINT ")) {
                // Two validations of one table would wait for each other's lock: they go in a row.
                validations.computeIfAbsent(validated(step), table -> new ArrayList<>()).add(step);
            } else {
                alone(step);
            }
        }
        List<Callable<Void>> byChild = new ArrayList<>();
        for (List<DdlStep> steps : validations.values()) {
            byChild.add(
                    () -> {
                        steps.forEach(this::alone);
                        return null;
                    });
        }
        Concurrently.run("drover-validate", builders, byChild, () -> {});
        shared.stream()
                .map(PostData::analyze)
                .forEach(analyze -> inTransaction(List.of(), List.of(analyze)));
        plan.steps(DdlPhase.LAST).stream().filter(this::open).forEach(this::alone);
        try (ConnectionPool.Lease lease = ConnectionPool.borrow(Side.TARGET, target, builders)) {
            new ForeignKeyProof(lease.connection()).prove(plan.tables());
        }
    }

    /** What stands before the constraint: the table. */
    private static String validated(DdlStep step) {
        return step.sql().substring(0, step.sql().indexOf(" VALIDATE CONSTRAINT "));
    }

    private static String analyze(TableName table) {
        return "ANALYZE " + PostgresNames.quote(table);
    }

    private boolean open(DdlStep step) {
        return !done.contains(step.number());
    }

    private static boolean buildsIndex(DdlStep step) {
        return step.sql().startsWith("CREATE INDEX")
                || step.sql().startsWith("CREATE UNIQUE INDEX");
    }

    private void alone(DdlStep step) {
        inTransaction(List.of(step), List.of());
    }

    private void inTransaction(List<DdlStep> steps, List<String> more) {
        if (steps.isEmpty() && more.isEmpty()) {
            return;
        }
        try (ConnectionPool.Lease lease = ConnectionPool.borrow(Side.TARGET, target, builders)) {
            Connection connection = lease.connection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                // What is built here nobody else uses yet; our own builders may wait for each
                // other.
                statement.execute("SET LOCAL lock_timeout = 0");
            }
            for (DdlStep step : steps) {
                DdlSteps.run(connection, loadId, step);
            }
            for (String sql : more) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
            connection.commit();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "finish the tables of the target", failure);
        }
    }
}
