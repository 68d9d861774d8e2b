package io.drover.model.rules;

/** What becomes of a row that violates a rule. */
public enum OnViolation {
    /** It is set aside with all its violations. */
    QUARANTINE,
    /** The column gets the rule's default, the flag column is raised, the row is loaded. */
    FLAG,
    /** The run stops. */
    STOP
}
