package io.drover.dialect.postgres;

import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects statements, and numbers them in the order of their phases. */
final class DdlScript {
    private final List<DdlStep> steps = new ArrayList<>();

    void add(DdlPhase phase, String object, String sql) {
        add(phase, -1, object, sql);
    }

    /** The table's number decides only in {@link DdlPhase#TABLE}. */
    void add(DdlPhase phase, int table, String object, String sql) {
        steps.add(new DdlStep(steps.size(), phase, table, object, sql));
    }

    List<DdlStep> numbered() {
        List<DdlStep> sorted = new ArrayList<>(steps);
        sorted.sort(Comparator.comparing(DdlStep::phase).thenComparingInt(DdlStep::table));
        List<DdlStep> numbered = new ArrayList<>();
        for (DdlStep step : sorted) {
            numbered.add(
                    new DdlStep(
                            numbered.size(),
                            step.phase(),
                            step.table(),
                            step.object(),
                            step.sql()));
        }
        return numbered;
    }
}
