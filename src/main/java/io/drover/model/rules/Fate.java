package io.drover.model.rules;

/** What becomes of a row; every row that is read has one. The ordinal is what a row carries. */
public enum Fate {
    LOADED,
    FILTERED,
    DEDUPLICATED,
    QUARANTINED,
    /** The run must stop: a rule with {@link OnViolation#STOP} is violated. */
    STOPS
}
