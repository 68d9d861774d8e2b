package io.drover.job;

import io.drover.extract.SourceLocks;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.PlanReader;
import io.drover.job.source.PostgresOnly;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.plan.Planner;
import io.drover.spec.MigrationSpec;
import java.util.function.Consumer;

/**
 * {@code drover snapshot hold}: keeps a snapshot of the source open beyond the life of a run, so
 * that a run can die and go on at the very same instant.
 */
public final class HoldSnapshot {
    private final MigrationSpec spec;

    public HoldSnapshot(MigrationSpec spec) {
        this.spec = spec;
    }

    /** Waits for as long as the snapshot is to be held. */
    public interface Patience {
        /** Returns false when it is time to let go; otherwise true, after a pause. */
        boolean goOn();
    }

    /** How the hold ended. */
    public enum Result {
        RELEASED,
        /** The source ended the session: the snapshot is gone. */
        LOST
    }

    /**
     * Holds until {@code patience} ends.
     *
     * @param opened is told the snapshot once it can be adopted
     */
    public Result run(Consumer<Snapshot> opened, Patience patience) {
        PostgresOnly.refuseOthers(
                spec,
                "hold a snapshot",
                "A migration holds a moment of its own for as long as it runs.");
        try (SnapshotHolder holder =
                SnapshotHolder.open(
                        Side.SOURCE, spec.source(), "drover " + spec.name() + " snapshot hold")) {
            SourceLocks.hold(
                    holder.connection(),
                    Planner.tables(spec, new PlanReader(spec).source(holder.connection())).stream()
                            .map(TablePlan::source)
                            .distinct()
                            .toList());
            opened.accept(holder.snapshot());
            while (patience.goOn()) {
                if (!holder.alive()) {
                    return Result.LOST;
                }
            }
            return Result.RELEASED;
        }
    }
}
