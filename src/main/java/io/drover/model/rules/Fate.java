package io.drover.model.rules;

/** What becomes of a row; every row that is read has one, and carries its code. */
public enum Fate {
    LOADED(0),
    FILTERED(1),
    DEDUPLICATED(2),
    QUARANTINED(3),
    /** The run must stop: a rule with {@link OnViolation#STOP} is violated. */
    STOPS(4);

    private final int code;

    Fate(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /**
     * The fate of a code.
     *
     * @throws IllegalArgumentException for a number that is none
     */
    public static Fate of(int code) {
        for (Fate fate : values()) {
            if (fate.code == code) {
                return fate;
            }
        }
        throw new IllegalArgumentException("No fate has the code " + code);
    }
}
