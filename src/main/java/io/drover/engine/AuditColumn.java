package io.drover.engine;

import io.drover.canonical.CanonicalType;
import java.io.Serializable;

/**
 * A column of a comparison. A value that is no value of {@code type} (a zero date among dates) has
 * a frame of its text, which equals no other.
 *
 * @param name in this side's table
 * @param logicalType the logical type as this side's catalog tells it
 * @param type whose frames are made, so that both sides have the same
 * @param array whether they are arrays of it
 */
public record AuditColumn(String name, String logicalType, CanonicalType type, boolean array)
        implements Serializable {}
