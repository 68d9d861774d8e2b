package io.drover.model.history;

import io.drover.model.LevelVerdict;
import java.util.List;

/**
 * One reconciliation: the run that made it, and its verdict on each table, by number.
 *
 * @param levels those that are about no single table: definitions of others, queries
 */
public record Reconciliation(RunRecord run, List<LevelVerdict> levels, List<TableProof> tables) {
    public Reconciliation {
        levels = List.copyOf(levels);
        tables = List.copyOf(tables);
    }
}
