package io.drover.report;

import io.drover.model.Difference;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.ReasonCount;
import io.drover.model.Verdict;
import io.drover.model.history.RowFates;
import java.util.ArrayList;
import java.util.List;

/**
 * One table of a report.
 *
 * @param loading null where Drover did not load it
 * @param proof null where it was not reconciled
 */
public record TableReport(
        int number,
        String source,
        String target,
        @Nullable Loading loading,
        @Nullable TableProven proof) {
    /**
     * How it was loaded.
     *
     * @param equation the balance of its rows, as {@link Equation} writes it
     * @param seconds with at least one chunk in flight
     * @param rowsPerSecond in that time; null where it was too short to measure
     */
    public record Loading(
            String state,
            int chunks,
            int chunksDone,
            long rowsRead,
            long rowsLoaded,
            long rowsFiltered,
            long rowsDeduplicated,
            long rowsQuarantined,
            long rowsUnexplained,
            String equation,
            long bytes,
            double seconds,
            @Nullable Double rowsPerSecond,
            @Nullable String resumeNote) {
        RowFates fates() {
            return new RowFates(
                    rowsRead, rowsLoaded, rowsFiltered, rowsDeduplicated, rowsQuarantined);
        }
    }

    /**
     * What the reconciliation found.
     *
     * @param computed where the digests were made, and why there
     * @param notes each choice that makes the proof say less
     * @param reasons the known reasons of changed rows, the most frequent first
     */
    public record TableProven(
            Verdict verdict,
            String equality,
            String computed,
            List<String> notes,
            List<LevelVerdict> levels,
            @Nullable Long sourceRows,
            @Nullable Long targetRows,
            @Nullable String sourceDigest,
            @Nullable String targetDigest,
            long missing,
            long extra,
            long changed,
            long duplicated,
            List<ReasonCount> reasons,
            double seconds,
            List<Difference> firstDifferences) {
        public TableProven {
            notes = List.copyOf(notes);
            levels = List.copyOf(levels);
            reasons = List.copyOf(reasons);
            firstDifferences = List.copyOf(firstDifferences);
        }

        public long differences() {
            return missing + extra + changed + duplicated;
        }

        /** {@code 1 missing, 2 changed}; empty without differences. */
        public String differenceCounts() {
            List<String> counts = new ArrayList<>();
            add(counts, missing, "missing");
            add(counts, extra, "extra");
            add(counts, changed, "changed");
            add(counts, duplicated, "duplicated");
            return String.join(", ", counts);
        }

        private static void add(List<String> counts, long rows, String what) {
            if (rows > 0) {
                counts.add(Figures.count(rows) + " " + what);
            }
        }
    }
}
