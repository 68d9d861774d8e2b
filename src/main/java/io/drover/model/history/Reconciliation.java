package io.drover.model.history;

import java.util.List;

/** One reconciliation: the run that made it, and its verdict on each table, by number. */
public record Reconciliation(RunRecord run, List<TableProof> tables) {
    public Reconciliation {
        tables = List.copyOf(tables);
    }
}
