package io.drover.job.run;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.Ledger;
import io.drover.model.Nullable;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sees to it that a run's end is in the ledger, however it ends. */
public final class LedgeredRun {
    private LedgeredRun() {}

    /** What the ledger says of the end of a run that did not fail. */
    public record End(String outcome, int exitCode, @Nullable String message) {}

    public static <T> T record(
            Ledger ledger, long runId, Supplier<T> work, Function<T, End> ending) {
        try {
            T result = work.get();
            End end = ending.apply(result);
            ledger.endRun(runId, end.outcome(), end.exitCode(), end.message());
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
