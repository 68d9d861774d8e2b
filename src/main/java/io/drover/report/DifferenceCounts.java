package io.drover.report;

import io.drover.model.history.TableProof;
import java.util.ArrayList;
import java.util.List;

/** How many rows of a table differ, by kind, in words. */
final class DifferenceCounts {
    private DifferenceCounts() {}

    /** {@code 1 missing, 2 changed}; empty without differences. */
    static String of(TableProof proof) {
        List<String> counts = new ArrayList<>();
        add(counts, proof.missing(), "missing");
        add(counts, proof.extra(), "extra");
        add(counts, proof.changed(), "changed");
        add(counts, proof.duplicated(), "duplicated");
        return String.join(", ", counts);
    }

    private static void add(List<String> counts, long rows, String what) {
        if (rows > 0) {
            counts.add(Figures.count(rows) + " " + what);
        }
    }
}
