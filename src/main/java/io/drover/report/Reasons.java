package io.drover.report;

import io.drover.model.ReasonCount;
import io.drover.model.history.TableProof;
import java.util.List;

/** Why rows differ, grouped, in words. */
final class Reasons {
    private Reasons() {}

    /** {@code 1,204 rows differ in name by truncation at 50}. */
    static List<String> sentences(TableProof proof) {
        return proof.reasons().stream().map(Reasons::sentence).toList();
    }

    private static String sentence(ReasonCount reason) {
        return "%s in %s by %s".formatted(differ(reason.rows()), reason.column(), reason.reason());
    }

    /** {@code 1 row differs}, {@code 1,204 rows differ}. */
    static String differ(long rows) {
        return Figures.counted(rows, "row") + (rows == 1 ? " differs" : " differ");
    }
}
