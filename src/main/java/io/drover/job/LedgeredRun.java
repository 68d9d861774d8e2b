package io.drover.job;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.Ledger;
import java.util.function.Supplier;

/** Sees to it that a run's end is in the ledger, however it ends. */
final class LedgeredRun {
    private LedgeredRun() {}

    static MigrateTables.Result record(
            Ledger ledger, long runId, Supplier<MigrateTables.Result> work) {
        try {
            MigrateTables.Result result = work.get();
            ledger.endRun(runId, result.outcome().name(), 0, null);
            return result;
        } catch (RuntimeException failure) {
            ErrorKind kind =
                    failure instanceof MigrationException known ? known.kind() : ErrorKind.BUG;
            try {
                ledger.endRun(
                        runId, "FAILED", kind.exitCode(), String.valueOf(failure.getMessage()));
            } catch (RuntimeException lost) {
                // The target itself may be what failed; the first failure is the one to tell.
                failure.addSuppressed(lost);
            }
            throw failure;
        }
    }
}
