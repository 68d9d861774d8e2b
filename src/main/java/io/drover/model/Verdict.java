package io.drover.model;

/** What a comparison found. Whatever was not compared to the end is {@link #NOT_PROVEN}. */
public enum Verdict {
    EQUAL,
    DIFFERENT,
    NOT_PROVEN;

    /** The verdict on two things together: one difference differs, one doubt is not proven. */
    public Verdict and(Verdict other) {
        if (this == DIFFERENT || other == DIFFERENT) {
            return DIFFERENT;
        }
        return this == EQUAL ? other : this;
    }
}
