package io.drover.spec;

/**
 * How many refused rows a run may set aside.
 *
 * @param maxRows per table; 0 stops at the first
 */
public record QuarantineSpec(long maxRows) {}
