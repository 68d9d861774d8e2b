package io.drover.model.history;

/** The steps of one phase of DDL that took effect, and their time, side by side or not. */
public record DdlTally(String phase, int steps, double seconds) {}
