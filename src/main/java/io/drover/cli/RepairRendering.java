package io.drover.cli;

import io.drover.job.quarantine.RepairTables;
import java.io.PrintWriter;
import java.util.List;

/** What a repair did, for people. */
final class RepairRendering {
    private RepairRendering() {}

    static void print(List<RepairTables.Repaired> repaired, PrintWriter out) {
        if (repaired.isEmpty()) {
            out.println("No rows to repair.");
        }
        for (RepairTables.Repaired table : repaired) {
            out.println(
                    "Repaired %s -> %s: %,d rows loaded again, %,d deleted"
                            .formatted(
                                    table.source(),
                                    table.target(),
                                    table.loaded(),
                                    table.deleted()));
            table.left()
                    .forEach((why, rows) -> out.println("  left: %,d, as %s".formatted(rows, why)));
        }
    }
}
