package io.drover.testing.snowflake;

/** A refusal by HTTP alone, as the front of Snowflake answers for an account that is none. */
final class HttpRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    HttpRefusal(int status) {
        super("HTTP " + status);
        this.status = status;
    }

    int status() {
        return status;
    }
}
