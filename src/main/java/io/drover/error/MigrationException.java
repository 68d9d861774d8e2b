package io.drover.error;

/**
 * A failure that an operator can understand and act on. Its message says what could not be done,
 * why with the values, and what to do next; it holds no secret and no value of a masked column.
 *
 * <p>Thrown on the driver and on executors; it crosses the wire whole. Callers tell failures apart
 * by {@link #kind()}; only what needs an answer of its own in code is a subclass.
 */
public class MigrationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;

    public MigrationException(ErrorKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public MigrationException(ErrorKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public ErrorKind kind() {
        return kind;
    }
}
