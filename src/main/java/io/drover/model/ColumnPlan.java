package io.drover.model;

import java.io.Serializable;

/**
 * One column on its way: read from {@code source}, loaded into {@code target}.
 *
 * <p>Generated columns are not among a table's column plans: the target computes them.
 *
 * @param sourceType the source's own name of the type, with modifiers, as its catalog prints it
 * @param targetType likewise for the target
 * @param notNull whether the source declares it so
 * @param oidInBinary true when the binary wire form holds type OIDs of this database, so that only
 *     the text form can be compared or loaded elsewhere
 * @param verdict what becomes of the values
 * @param reason why, for a verdict that is not {@link TypeVerdict#LOSSLESS}; else empty
 * @param origin of a source of another engine, its type there, of which {@code sourceType} is the
 *     logical type; else null
 */
public record ColumnPlan(
        String source,
        String target,
        String sourceType,
        String targetType,
        boolean notNull,
        boolean oidInBinary,
        TypeVerdict verdict,
        String reason,
        @Nullable String origin)
        implements Serializable {
    /** A column of a database whose types are these. */
    public ColumnPlan(
            String source,
            String target,
            String sourceType,
            String targetType,
            boolean notNull,
            boolean oidInBinary,
            TypeVerdict verdict,
            String reason) {
        this(source, target, sourceType, targetType, notNull, oidInBinary, verdict, reason, null);
    }
}
