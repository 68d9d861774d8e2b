package io.drover.error;

/** What went wrong, as an orchestrator needs to know it: each kind has one exit code. */
public enum ErrorKind {
    BUG(1),
    USAGE(2),
    SPEC(3),
    SOURCE(4),
    TARGET(5),
    /** More rows were set aside than the spec allows. */
    QUARANTINE_LIMIT(6),
    /** A reconciliation found differences. */
    DIFFERENCES(7),
    GATE(8),
    /** The ledger contradicts the spec, the source or the target. */
    CONSISTENCY(9),
    /** Giving the same command again can help. */
    TRANSIENT(75);

    private final int exitCode;

    ErrorKind(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
