package io.drover.plan;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.util.ArrayList;
import java.util.List;

/** Collects whatever stands against a plan, so that the operator hears of all of it at once. */
final class Problems {
    private record Problem(ErrorKind kind, String text) {}

    private final List<Problem> found = new ArrayList<>();

    void add(ErrorKind kind, String text) {
        Problem problem = new Problem(kind, text);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** Each problem says what and why, and what to do. */
    void refuseIfAny(String migration) {
        if (found.isEmpty()) {
            return;
        }
        StringBuilder message =
                new StringBuilder(
                        "Cannot plan the migration %s: %d %s."
                                .formatted(
                                        migration,
                                        found.size(),
                                        found.size() == 1 ? "problem" : "problems"));
        found.forEach(problem -> message.append("\n  ").append(problem.text()));
        throw new MigrationException(kind(), message.toString());
    }

    /** The operator mends the spec first, then the source, then the target. */
    private ErrorKind kind() {
        for (ErrorKind kind : List.of(ErrorKind.SPEC, ErrorKind.SOURCE)) {
            if (found.stream().anyMatch(problem -> problem.kind() == kind)) {
                return kind;
            }
        }
        return found.get(0).kind();
    }
}
