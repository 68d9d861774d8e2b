package io.drover.model.history;

import io.drover.model.Nullable;
import java.util.List;

/**
 * All that the ledger tells about one run, the load it belongs to, and the proof of that load.
 *
 * @param load null where a reconciliation looked at tables that Drover did not load; then tables,
 *     epochs and all else that loading leaves behind are empty
 * @param rules every rule of the load with what it did, by table and step
 * @param runs the last runs on the same load, oldest first, the run itself among them
 * @param reconciliation the last one since the load was complete, or null
 */
public record MigrationHistory(
        RunRecord run,
        @Nullable LoadRecord load,
        List<RunRecord> runs,
        List<TableTally> tables,
        List<EpochRecord> epochs,
        List<DdlTally> ddl,
        List<RuleEffect> rules,
        List<QuarantineTally> quarantine,
        List<FailureTally> failures,
        @Nullable Throughput throughput,
        @Nullable ChunkDurations durations,
        @Nullable Reconciliation reconciliation) {
    public MigrationHistory {
        runs = List.copyOf(runs);
        tables = List.copyOf(tables);
        epochs = List.copyOf(epochs);
        ddl = List.copyOf(ddl);
        rules = List.copyOf(rules);
        quarantine = List.copyOf(quarantine);
        failures = List.copyOf(failures);
    }
}
