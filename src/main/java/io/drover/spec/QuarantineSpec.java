package io.drover.spec;

/**
 * How many refused rows a run may set aside. Both limits hold.
 *
 * @param maxRows per table; 0 stops at the first
 * @param maxShare of the rows that were read of the table, above 0 and up to 1; 1 is no limit
 */
public record QuarantineSpec(long maxRows, double maxShare) {}
