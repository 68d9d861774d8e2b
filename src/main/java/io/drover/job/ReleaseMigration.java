package io.drover.job;

import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.StorePlans;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.Load;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.MigrationPlan;
import io.drover.plan.PlanJson;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * {@code drover migrate --release}: drops the tables that the swap replaced and kept. After it
 * there is no way back to them.
 */
public final class ReleaseMigration {
    private final MigrationSpec spec;

    public ReleaseMigration(MigrationSpec spec) {
        this.spec = spec;
    }

    /** How many objects were dropped; 0 when that was done before. */
    public record Result(int dropped) {}

    /**
     * Drops them, all in one transaction.
     *
     * @throws MigrationException CONSISTENCY when the migration is not complete
     */
    public Result run() {
        Session session =
                new Session("drover " + spec.name() + " release", Session.Timeouts.STATEMENT);
        try (Connection connection =
                Connections.open(Side.TARGET, LedgerHome.of(spec.ledger()), session)) {
            if (!LedgerSchema.exists(connection)) {
                throw notComplete("nothing was migrated into this target yet");
            }
            Ledger ledger = new Ledger(connection);
            ledger.claim(spec.name());
            Load load =
                    ledger.latestLoad(spec.name())
                            .orElseThrow(() -> notComplete("the ledger does not know it"));
            return switch (load.state()) {
                case RELEASED -> new Result(0);
                case COMPLETE -> {
                    MigrationPlan plan = PlanJson.read(load.plan());
                    List<DdlStep> steps = plan.steps(DdlPhase.RELEASE);
                    if (Engines.covers(spec.target())) {
                        inStore(ledger, load.loadId(), steps);
                        steps = List.of();
                    }
                    ledger.runSteps(load.loadId(), steps, Ledger.release(load.loadId()));
                    yield new Result(plan.steps(DdlPhase.RELEASE).size());
                }
                case LOADING, ABANDONED ->
                        throw notComplete("load " + load.loadId() + " is " + load.state());
            };
        } catch (SQLException failure) {
            throw new IllegalStateException("Closing the ledger's connection", failure);
        }
    }

    /** Each with its note: a store has no transaction with the ledger. */
    private void inStore(Ledger ledger, long loadId, List<DdlStep> steps) {
        if (steps.isEmpty()) {
            return;
        }
        Set<Integer> done = ledger.stepsDone(loadId);
        try (Store store = StorePlans.open(spec, "release", 1)) {
            for (DdlStep step : steps) {
                if (!done.contains(step.number())) {
                    long begun = System.nanoTime();
                    store.run(step);
                    ledger.noteStep(loadId, step, (System.nanoTime() - begun) / 1_000_000);
                }
            }
        }
    }

    private MigrationException notComplete(String why) {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot release the replaced tables of migration %s: %s. Run `drover migrate` to its end first."
                        .formatted(spec.name(), why));
    }
}
