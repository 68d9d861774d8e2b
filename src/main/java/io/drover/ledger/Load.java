package io.drover.ledger;

/**
 * One way of a migration from its plan to its swap, as the ledger has it.
 *
 * @param spec the part of the spec that decides the target's rows, as JSON
 * @param plan the plan as JSON, byte for byte as it was written
 */
public record Load(
        long loadId, String migration, State state, String specDigest, String spec, String plan) {
    /** {@code migration_load.state}. */
    public enum State {
        LOADING,
        COMPLETE,
        RELEASED,
        ABANDONED
    }
}
