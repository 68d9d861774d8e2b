package io.drover.job.run;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import java.util.ArrayList;
import java.util.List;

/** Collects what a check finds, in the order in which it looked. */
public final class Findings {
    /** Names in a message; the rest is counted. */
    private static final int SHOWN = 8;

    private final List<CheckFinding> findings = new ArrayList<>();

    public List<CheckFinding> all() {
        return List.copyOf(findings);
    }

    public void ok(Side side, String what) {
        add(CheckFinding.Level.OK, side, what, "");
    }

    public void warning(Side side, String what, String mend) {
        add(CheckFinding.Level.WARNING, side, what, mend);
    }

    public void failure(Side side, String what, String mend) {
        add(CheckFinding.Level.FAILURE, side, what, mend);
    }

    /** A failure of its own kind: a server that cannot be reached is worth another try. */
    public void failure(Side side, MigrationException failure) {
        findings.add(
                new CheckFinding(
                        CheckFinding.Level.FAILURE,
                        side,
                        failure.kind(),
                        failure.getMessage(),
                        ""));
    }

    /** The first names, and how many more there are. */
    public static String some(List<?> names) {
        String shown = String.join(", ", names.stream().limit(SHOWN).map(String::valueOf).toList());
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }

    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private void add(CheckFinding.Level level, Side side, String what, String mend) {
        ErrorKind kind = side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET;
        findings.add(new CheckFinding(level, side, kind, what, mend));
    }
}
