package io.drover.load;

/** A value that its target column cannot hold as it is; told like a refusal of the server. */
final class ValueRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String state;

    /**
     * @param state the SQLSTATE that the server has for it
     * @param reason without the value, as the server's primary messages are
     */
    ValueRefused(String state, String reason) {
        super(reason, null, false, false);
        this.state = state;
    }

    static ValueRefused outOfRange(String type) {
        return new ValueRefused("22003", "value out of range for type " + type);
    }

    String state() {
        return state;
    }
}
