package io.drover.report;

import io.drover.model.history.RowFates;

/** The balance of rows as people read it; what is left over is computed, and always said. */
public final class Equation {
    private Equation() {}

    /** {@code 1,000 read = 990 loaded + 1 filtered + 2 deduplicated + 7 quarantined}. */
    public static String of(RowFates rows) {
        return "%s read = %s loaded + %s filtered + %s deduplicated + %s quarantined"
                .formatted(
                        Figures.count(rows.read()),
                        Figures.count(rows.loaded()),
                        Figures.count(rows.filtered()),
                        Figures.count(rows.deduplicated()),
                        Figures.count(rows.quarantined()));
    }

    /** {@code unexplained 0}: read minus the sum. */
    public static String unexplained(RowFates rows) {
        return "unexplained " + Figures.count(rows.unexplained());
    }

    /** Whether there is more to say than that every row was loaded. */
    public static boolean says(RowFates rows) {
        return rows.read() != rows.loaded() || rows.unexplained() != 0;
    }
}
