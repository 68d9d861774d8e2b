package io.drover.reconcile.levels;

import io.drover.model.catalog.ColumnInfo;

/**
 * A column whose values go from the source to the target untouched.
 *
 * @param source as the source has it
 * @param target as the target has it
 */
public record CarriedColumn(ColumnInfo source, ColumnInfo target) {
    /** What the columns are called in a report: as in the target. */
    String name() {
        return target.name();
    }

    /** What both sides' values are; OTHER where the sides disagree about it. */
    ColumnKind kind() {
        ColumnKind here = ColumnKind.of(source.shape());
        ColumnKind there = ColumnKind.of(target.shape());
        if (here == there && (here != ColumnKind.TIME || sameBase())) {
            return here;
        }
        return here.isNumber() && there.isNumber() ? ColumnKind.DECIMAL : ColumnKind.OTHER;
    }

    /** Whether the type itself stays, but for its modifiers. */
    boolean sameBase() {
        return source.shape().baseName().equals(target.shape().baseName());
    }
}
