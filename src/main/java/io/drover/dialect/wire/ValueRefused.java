package io.drover.dialect.wire;

/** A value that its target column cannot hold as it is; told like a refusal of the server. */
public final class ValueRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String state;

    /**
     * @param state the SQLSTATE that the server has for it
     * @param reason without the value, as the server's primary messages are
     */
    public ValueRefused(String state, String reason) {
        super(reason, null, false, false);
        this.state = state;
    }

    public static ValueRefused outOfRange(String type) {
        return new ValueRefused("22003", "value out of range for type " + type);
    }

    public String state() {
        return state;
    }
}
