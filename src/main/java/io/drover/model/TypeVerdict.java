package io.drover.model;

/** What becomes of a column's values on their way into the target's type. */
public enum TypeVerdict {
    LOSSLESS,
    WIDENING,
    /** Some values cannot survive; refused unless the operator waives it by name. */
    LOSSY,
    REFUSED
}
