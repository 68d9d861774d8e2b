package io.drover.cli;

import io.drover.job.trial.TrialMigration;
import io.drover.job.trial.TrialMigration.TableResult;
import java.util.ArrayList;
import java.util.List;

/** The outcome of a trial: an equation for each table, and where its rows can be looked at. */
final class TrialRendering {
    private TrialRendering() {}

    static List<String> lines(String migration, TrialMigration.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Trial of %s with some rows; the target's own tables are as they were."
                        .formatted(migration));
        for (TableResult table : result.tables()) {
            lines.add("");
            lines.add("%s -> %s".formatted(table.source(), table.trial()));
            lines.add(
                    "  read %,d = loaded %,d + filtered %,d + deduplicated %,d + quarantined %,d"
                            .formatted(
                                    table.read(),
                                    table.loaded(),
                                    table.filtered(),
                                    table.deduplicated(),
                                    table.quarantined()));
            if (!table.note().isEmpty()) {
                lines.add("  " + table.note());
            }
        }
        lines.add("");
        lines.add(
                "The rows are in schema %s; the ledger has the trial as migration %s."
                        .formatted(result.schema(), result.ledgerName()));
        lines.add("`migrate --drop-trial` drops them, and so does the next trial.");
        return lines;
    }
}
