package io.drover.report;

import io.drover.model.Nullable;
import io.drover.model.history.RowFates;
import io.drover.model.history.TableProof;

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
        @Nullable TableProof proof) {
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
}
