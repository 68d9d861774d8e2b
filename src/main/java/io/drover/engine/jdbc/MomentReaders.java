package io.drover.engine.jdbc;

import java.io.Serializable;

/** Opens connections that all see one moment. Runs on: executors. */
@FunctionalInterface
public interface MomentReaders extends Serializable {
    /**
     * A connection in a transaction that sees the moment.
     *
     * @throws io.drover.error.SnapshotLostException when the moment is gone
     */
    HeldConnection open();
}
