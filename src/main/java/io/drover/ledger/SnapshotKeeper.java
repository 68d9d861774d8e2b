package io.drover.ledger;

/** Who keeps a snapshot open. */
public enum SnapshotKeeper {
    /** The driver of the run: the snapshot dies with it. */
    THIS_DRIVER,
    /** A session outside the run: the next run can read under it too. */
    ANOTHER_SESSION
}
