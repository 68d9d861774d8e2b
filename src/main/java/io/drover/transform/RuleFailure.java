package io.drover.transform;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.rules.RuleStep;
import java.util.Optional;
import org.apache.spark.SparkThrowable;

/**
 * What an operator is told when an expression of a rule fails for a row: division by zero, an
 * overflow, a text that is no number. It is the spec's to mend, since the rows are what they are.
 */
public final class RuleFailure {
    private RuleFailure() {}

    /**
     * The failure of a rule inside whatever Spark wrapped it in; empty where it is another.
     *
     * @param table one with rules
     */
    public static Optional<MigrationException> of(TablePlan table, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException) {
                return Optional.empty();
            }
        }
        @Nullable SparkThrowable refusal = Complaint.refusal(failure);
        if (refusal == null || !isOfExpression(refusal)) {
            return Optional.empty();
        }
        Complaint complaint = new Complaint(table.rules());
        RuleStep step = complaint.step(failure);
        String place = step == null || step.origin() == null ? "" : step.origin() + ": ";
        String fragment = Complaint.fragment(failure);
        String subject =
                step != null
                        ? complaint.subject(step, step.written())
                        : fragment == null ? "an expression" : "\"" + fragment + "\"";
        // Spark's words quote values, and so would the cause that --debug shows.
        boolean masks = !table.rules().masked().isEmpty();
        String message =
                "Cannot apply the rules of %s: %s%s: %s. Nothing of the chunk was loaded. Let the expression give NULL there (try_divide, try_cast, nullif), or leave such rows out by a filter."
                        .formatted(
                                table.source(),
                                place,
                                subject,
                                masks
                                        ? "it fails for a row, whose values are not shown since the table has masked columns"
                                        : complaint.plain(failure));
        return Optional.of(
                masks
                        ? new MigrationException(ErrorKind.SPEC, message)
                        : new MigrationException(ErrorKind.SPEC, message, failure));
    }

    /**
     * Whether it is the SQL standard's "data exception", class 22, which an expression raises.
     *
     * <p>Source: ISO 9075-2 clause 24, as Spark's error classes give it; that of raise_error is
     * P0001.
     */
    private static boolean isOfExpression(SparkThrowable refusal) {
        String state = refusal.getSqlState();
        return state != null && (state.startsWith("22") || state.equals("P0001"));
    }
}
