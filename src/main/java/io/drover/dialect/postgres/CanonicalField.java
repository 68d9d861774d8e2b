package io.drover.dialect.postgres;

import io.drover.canonical.CanonicalType;

/**
 * SQL of a value in the type whose OID is the tag of its canonical frame, and whose send function
 * writes the payload: what {@code record_send} makes a canonical frame of.
 *
 * @param array whether it is an array of the type
 * @param sql an expression that can stand as an argument
 */
public record CanonicalField(CanonicalType type, boolean array, String sql) {}
