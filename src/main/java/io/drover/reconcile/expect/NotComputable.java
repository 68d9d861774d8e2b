package io.drover.reconcile.expect;

/** A rule, a type or a table of numbers from which no expectation can be made; says which. */
public final class NotComputable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotComputable(String reason) {
        super(reason);
    }
}
