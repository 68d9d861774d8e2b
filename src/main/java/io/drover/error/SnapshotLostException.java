package io.drover.error;

/**
 * The shared snapshot of a run is gone: its holder's transaction ended, or the server did. Trying
 * the same chunk again cannot help; the same command can, under a new snapshot.
 */
public final class SnapshotLostException extends MigrationException {
    private static final long serialVersionUID = 1L;

    public SnapshotLostException(String message, Throwable cause) {
        super(ErrorKind.TRANSIENT, message, cause);
    }
}
