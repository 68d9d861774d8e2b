package io.drover.dialect.postgres;

import io.drover.canonical.CanonicalType;
import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * SQL of a value in the type whose OID is the tag of its canonical frame, and whose send function
 * writes the payload: what {@code record_send} makes a canonical frame of.
 *
 * @param array whether it is an array of the type
 * @param sql an expression that can stand as an argument
 * @param inexact a condition that holds for the values whose payload is another one all the same;
 *     null where there are none such
 */
public record CanonicalField(
        CanonicalType type, boolean array, String sql, @Nullable String inexact)
        implements Serializable {
    /** A field that is exact for every value. */
    public CanonicalField(CanonicalType type, boolean array, String sql) {
        this(type, array, sql, null);
    }
}
