package io.drover.job;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Load;
import io.drover.ledger.TableProgress;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.TablePlan;
import io.drover.plan.PlanJson;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code drover migrate --restart}: lets go of the newest load, so that the next one begins with a
 * plan of its own. What stands under the target's final names is not touched.
 */
public final class RestartMigration {
    private final MigrationSpec spec;

    public RestartMigration(MigrationSpec spec) {
        this.spec = spec;
    }

    /**
     * Abandons the load, dropping what it had loaded beside the standing tables.
     *
     * @throws MigrationException CONSISTENCY when the tables that it replaced are still kept
     */
    public void run() {
        if (LedgerHome.isNew(spec.ledger())) {
            return;
        }
        Session session =
                new Session("drover " + spec.name() + " restart", Session.Timeouts.STATEMENT);
        try (Connection connection =
                Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            if (!LedgerSchema.exists(connection)) {
                return;
            }
            Ledger ledger = new Ledger(connection);
            ledger.claim(spec.name());
            Optional<Load> load = ledger.latestLoad(spec.name());
            if (load.isPresent()) {
                abandon(ledger, load.get());
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("Closing the ledger's connection", failure);
        }
    }

    private void refuseAppendedRows(Ledger ledger, Load load, MigrationPlan plan) {
        if (load.state() != Load.State.LOADING) {
            return;
        }
        Set<Integer> done = ledger.stepsDone(load.loadId());
        for (TableProgress table : ledger.tables().progress(load.loadId())) {
            TablePlan planned = plan.tables().get(table.number());
            if (planned.mode() == LoadMode.APPEND
                    && table.loaded() > 0
                    && isSeen(plan, planned, done)) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        ("Cannot begin migration %s again: load %d has appended %d rows to %s, and the next load"
                                        + " would append them once more. Go on with it by `migrate`, or remove its"
                                        + " rows and its receipts (%s.receipt, load_id %d) by hand.")
                                .formatted(
                                        spec.name(),
                                        load.loadId(),
                                        table.loaded(),
                                        planned.target(),
                                        LedgerSchema.NAME,
                                        load.loadId()));
            }
        }
    }

    /** A store may take the rows of a table in with a step at the end: before it, none is there. */
    private boolean isSeen(MigrationPlan plan, TablePlan table, Set<Integer> done) {
        List<DdlStep> own =
                plan.steps(DdlPhase.SWAP).stream()
                        .filter(step -> step.table() == table.number())
                        .toList();
        return own.isEmpty() || own.stream().anyMatch(step -> done.contains(step.number()));
    }

    /** What is kept of a table that rows were added to hinders nobody: the next load keeps anew. */
    private static boolean keepsReplaced(MigrationPlan plan) {
        return plan.steps(DdlPhase.RELEASE).stream()
                .anyMatch(
                        step ->
                                plan.tables().stream()
                                        .filter(table -> table.number() == step.table())
                                        .allMatch(table -> table.mode() == LoadMode.REPLACE));
    }

    private void abandon(Ledger ledger, Load load) {
        MigrationPlan plan = PlanJson.read(load.plan());
        if (load.state() == Load.State.COMPLETE && keepsReplaced(plan)) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot begin migration %s again: the tables that load %d replaced are still kept. Give `migrate --release` first, if nobody wants them back."
                            .formatted(spec.name(), load.loadId()));
        }
        refuseAppendedRows(ledger, load, plan);
        if (load.state() == Load.State.LOADING && spec.target().isPostgres()) {
            ledger.abandonWith(load.loadId(), StagingSql.drops(plan));
        } else {
            ledger.abandonWith(load.loadId(), List.of());
        }
    }
}
