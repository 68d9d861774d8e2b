package io.drover.job.migrate;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.MigrationPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.util.List;

/**
 * What of a migration one run loads. The swap is of the whole: it waits until all is loaded.
 *
 * @param tables of the source; none: all
 * @param chunk the number of the one chunk of the one table, or null: all
 */
public record LoadPart(List<TableName> tables, @Nullable Integer chunk) {
    public static final LoadPart WHOLE = new LoadPart(List.of(), null);

    public LoadPart {
        tables = List.copyOf(tables);
        if (chunk != null && tables.size() != 1) {
            throw new IllegalArgumentException("A chunk of " + tables.size() + " tables");
        }
    }

    /** The tables of the plan that this run loads. */
    List<TablePlan> of(MigrationPlan plan) {
        return tables.isEmpty()
                ? plan.tables()
                : plan.tables().stream().filter(table -> tables.contains(table.source())).toList();
    }

    /**
     * Refuses what cannot be loaded by itself.
     *
     * @throws MigrationException USAGE
     */
    void refuseUnknown(MigrationPlan plan) {
        for (TableName name : tables) {
            if (plan.tables().stream().noneMatch(table -> table.source().equals(name))) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot load %s by itself: the migration %s has no such table; of a partitioned one, name its partitions."
                                .formatted(name, plan.migration()));
            }
        }
        if (chunk == null) {
            return;
        }
        for (TablePlan table : of(plan)) {
            if (table.shuffles()) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot load chunk %d of %s by itself: its rules compare rows of all chunks. Load the table with --table alone."
                                .formatted(chunk, table.source()));
            }
            if (chunk >= table.chunks().size()) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot load chunk %d of %s: its chunks are 0 to %d."
                                .formatted(chunk, table.source(), table.chunks().size() - 1));
            }
        }
    }

    /** The tasks of this run among those of its tables that are missing. */
    List<ChunkTask> of(List<ChunkTask> missing) {
        return chunk == null
                ? missing
                : missing.stream().filter(task -> task.chunk().number() == chunk).toList();
    }
}
