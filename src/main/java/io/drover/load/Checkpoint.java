package io.drover.load;

import java.io.Serializable;

/**
 * Is told how far an attempt at a chunk has come. A production run passes {@link #NONE}; a test of
 * failures throws, cuts a connection or kills a process at the point it is about.
 *
 * <p>Runs on: executors.
 */
public interface Checkpoint extends Serializable {
    Checkpoint NONE = (point, table, chunk) -> {};

    void reached(Point point, int table, int chunk);

    /** The points at which the fate of a chunk changes. */
    enum Point {
        CLAIMED,
        COPIED,
        /** The receipt is complete; nothing is committed. */
        BEFORE_COMMIT,
        AFTER_COMMIT
    }
}
