package io.drover.engine.jdbc;

import java.io.Serializable;

/** Opens connections that write, autocommit off. Runs on: driver and executors. */
@FunctionalInterface
public interface StoreConnections extends Serializable {
    /** Waits for its turn where an engine takes one writer at a time. */
    HeldConnection open();
}
