package io.drover.job;

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

    /** Equal wire bytes would prove nothing, and unequal ones neither: the rules change them. */
    static TableVerdict ruled(TablePlan plan, LevelVerdict definition) {
        return verdict(
                plan,
                definition,
                Verdict.NOT_PROVEN,
                "not compared: its rules change or leave out rows, and what they should have become is not computed anew yet; the ledger's balance accounts for each row that was read");
    }

    /** The target's rows cannot be told apart by where they are from. */
    static TableVerdict shared(TablePlan plan, LevelVerdict definition, int sources) {
        return verdict(
                plan,
                definition,
                Verdict.NOT_PROVEN,
                "not compared: %d tables of the source meet in %s, and a row there does not tell which it is from"
                        .formatted(sources, plan.target()));
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
