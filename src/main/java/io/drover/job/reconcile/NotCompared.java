package io.drover.job.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.SetDigest;
import io.drover.model.TablePlan;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import java.time.Duration;
import java.util.List;

/** The verdicts on tables whose rows are not compared, each with the reason. */
final class NotCompared {
    private NotCompared() {}

    static TableVerdict absent(TablePlan plan, LevelVerdict definition) {
        return verdict(
                plan,
                definition,
                Verdict.DIFFERENT,
                "not compared: the target has no table " + plan.target());
    }

    /** No expectation could be made of its rules. */
    static TableVerdict notExpected(TablePlan plan, LevelVerdict definition, String why) {
        return verdict(
                plan,
                definition,
                Verdict.NOT_PROVEN,
                "not compared: what its rules should make of its rows cannot be computed: " + why);
    }

    /** Its rows were compared with those of others that are in the same table. */
    static TableVerdict together(TablePlan plan, LevelVerdict definition, TableVerdict all) {
        LevelVerdict rows =
                new LevelVerdict(
                        Level.DIGESTS,
                        all.verdict(),
                        "compared together with %s, as both meet in %s: see there"
                                .formatted(all.source(), all.target()));
        TableVerdict own = verdict(plan, definition, all.verdict(), rows.detail());
        return new TableVerdict(
                own.tableNumber(),
                own.source(),
                own.target(),
                own.verdict(),
                all.equality(),
                all.computed(),
                all.notes(),
                List.of(definition, rows),
                SetDigest.EMPTY,
                SetDigest.EMPTY,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                Duration.ZERO);
    }

    /** A level that the spec does not ask for; it counts for nothing. */
    static LevelVerdict unasked(Level level) {
        return new LevelVerdict(level, Verdict.EQUAL, "not asked for");
    }

    /** The spec does not ask for row digests: other levels may say something. */
    static TableVerdict withoutDigests(TablePlan plan, LevelVerdict definition) {
        return verdict(plan, definition.verdict(), List.of(definition));
    }

    private static TableVerdict verdict(
            TablePlan plan, LevelVerdict definition, Verdict verdict, String why) {
        return verdict(
                plan,
                verdict.and(definition.verdict()),
                List.of(
                        definition,
                        new LevelVerdict(Level.COUNTS, Verdict.NOT_PROVEN, why),
                        new LevelVerdict(Level.DIGESTS, Verdict.NOT_PROVEN, why)));
    }

    private static TableVerdict verdict(
            TablePlan plan, Verdict verdict, List<LevelVerdict> levels) {
        return new TableVerdict(
                plan.number(),
                plan.source(),
                plan.target(),
                verdict,
                CanonicalDigest.EQUALITY,
                "nowhere",
                List.of(),
                levels,
                SetDigest.EMPTY,
                SetDigest.EMPTY,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                Duration.ZERO);
    }
}
