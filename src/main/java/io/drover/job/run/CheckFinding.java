package io.drover.job.run;

import io.drover.error.ErrorKind;
import io.drover.jdbc.SqlFailures.Side;

/**
 * One thing that a check looked at.
 *
 * @param kind how a run would fail of it; meaningful for a failure only
 * @param what what was found, one sentence with the values
 * @param mend what would mend it, a statement where one does; lines; empty where nothing is wrong
 */
public record CheckFinding(Level level, Side side, ErrorKind kind, String what, String mend) {
    /** How bad it is, from the best. */
    public enum Level {
        OK,
        /** A run may go wrong, or take longer, than one expects. */
        WARNING,
        /** A run would fail, or lose something. */
        FAILURE
    }
}
