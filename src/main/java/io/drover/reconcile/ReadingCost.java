package io.drover.reconcile;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.io.Serializable;

/**
 * What it took to digest some blocks of one relation, once by the server and once by a task.
 *
 * <p>Units: wall time on one session. What the server's processor spent cannot be seen from
 * outside; where it is what is scarce, say {@code reconcile.digest}.
 *
 * @param failure why the server's digests do not stand, or null
 */
record ReadingCost(
        TableName relation,
        long rows,
        long wireBytes,
        long serverNanos,
        long wireNanos,
        @Nullable String failure)
        implements Serializable {
    boolean serverIsCheaper() {
        return failure == null && rows > 0 && serverNanos < wireNanos;
    }

    /** The figures, as {@code TableVerdict.computed} has them. */
    String measured() {
        if (failure != null) {
            return failure;
        }
        if (rows == 0) {
            return "no rows to measure";
        }
        return "measured %.1f us a row against %.1f us over the wire, wall time of one session over %d rows of %s"
                .formatted(serverNanos / 1000.0 / rows, wireNanos / 1000.0 / rows, rows, relation);
    }
}
