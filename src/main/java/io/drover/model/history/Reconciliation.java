package io.drover.model.history;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import java.util.List;

/**
 * One reconciliation: the run that made it, and its verdict on each table, by number.
 *
 * @param levels the verdicts on what belongs to no table: definitions, queries
 * @param sourceSnapshot what the source was read under; null where it was not kept, as is
 *     targetSnapshot
 */
public record Reconciliation(
        RunRecord run,
        List<LevelVerdict> levels,
        @Nullable Snapshot sourceSnapshot,
        @Nullable Snapshot targetSnapshot,
        List<TableProof> tables) {
    public Reconciliation {
        levels = List.copyOf(levels);
        tables = List.copyOf(tables);
    }

    /** One of which only the tables were kept. */
    public Reconciliation(RunRecord run, List<TableProof> tables) {
        this(run, List.of(), null, null, tables);
    }
}
