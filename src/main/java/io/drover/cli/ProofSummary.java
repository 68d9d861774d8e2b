package io.drover.cli;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import java.util.List;
import java.util.Locale;

/** The last line of a reconciliation: its verdict, and what it is a verdict on. */
final class ProofSummary {
    private ProofSummary() {}

    static String of(ReconcileTables.Result found) {
        int tables = found.tables().size();
        long unequal =
                found.tables().stream().filter(each -> each.verdict() != Verdict.EQUAL).count();
        return switch (found.overall()) {
            case EQUAL -> equal(found.tables());
            case DIFFERENT ->
                    "Different: %,d rows in %d of %d tables%s."
                            .formatted(
                                    found.tables().stream()
                                            .mapToLong(TableVerdict::differences)
                                            .sum(),
                                    unequal,
                                    tables,
                                    queries(found, Verdict.DIFFERENT));
            case NOT_PROVEN ->
                    "Not proven: %d of %d tables could not be compared to the end%s."
                            .formatted(unequal, tables, queries(found, Verdict.NOT_PROVEN));
        };
    }

    /** Without digests not every row is proven, and the word is not used. */
    private static String equal(List<TableVerdict> tables) {
        List<Level> levels =
                tables.stream()
                        .flatMap(table -> table.levels().stream())
                        .map(LevelVerdict::level)
                        .distinct()
                        .sorted()
                        .toList();
        if (tables.isEmpty() || levels.contains(Level.DIGESTS)) {
            long rows = tables.stream().mapToLong(table -> table.sourceDigest().rows()).sum();
            return "Proven equal: %,d rows in %d tables.".formatted(rows, tables.size());
        }
        return "Equal in what was asked of %d tables (%s). Digests were not, so it is not proven that every row is the same."
                .formatted(
                        tables.size(),
                        String.join(
                                ", ",
                                levels.stream()
                                        .map(level -> level.name().toLowerCase(Locale.ROOT))
                                        .toList()));
    }

    private static String queries(ReconcileTables.Result found, Verdict verdict) {
        long count = found.queries().stream().filter(query -> query.verdict() == verdict).count();
        return count == 0 ? "" : ", and " + count + " of " + found.queries().size() + " queries";
    }
}
