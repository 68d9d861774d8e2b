package io.drover.job.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.Verdict;
import io.drover.reconcile.levels.Answer;
import io.drover.reconcile.levels.LevelInquiry;
import io.drover.reconcile.levels.Question;
import io.drover.spec.MigrationSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which levels of proof reach a side that is no PostgreSQL: those whose questions are SQL of
 * PostgreSQL do not. Such a level is told as not computed; it counts against the proof where the
 * spec asks for it by name.
 */
final class EngineLevels {
    private static final Set<Level> ASK_BOTH =
            EnumSet.of(Level.AGGREGATES, Level.SAMPLE, Level.QUERIES);

    private final MigrationSpec spec;
    private final Set<Side> engines;

    EngineLevels(MigrationSpec spec) {
        this.spec = spec;
        this.engines = ProofSides.engines(spec);
    }

    /** The inquiry, or what stands in its place where it would ask an engine. */
    LevelInquiry within(Level level, LevelInquiry inquiry) {
        Side asked = asked(level);
        if (asked == null || inquiry.questions().isEmpty()) {
            return inquiry;
        }
        String why =
                "not computed: the %s is no PostgreSQL but %s, which is asked for whole rows only"
                        .formatted(
                                asked,
                                (asked == Side.SOURCE ? spec.source() : spec.target()).type());
        boolean wanted = level == Level.QUERIES || spec.reconcile().named().contains(level);
        return new NotComputed(level, why, wanted);
    }

    /** Level COUNTS, which reaches every side. */
    LevelInquiry counting(LevelInquiry counts, TablePlan plan, EngineCounts.RowCounter counter) {
        return engines.isEmpty() ? counts : new EngineCounts(counts, engines, plan, counter);
    }

    /** An engine that the level would ask; null where it asks none. */
    private @Nullable Side asked(Level level) {
        if (engines.contains(Side.TARGET)) {
            return Side.TARGET;
        }
        return engines.contains(Side.SOURCE) && ASK_BOTH.contains(level) ? Side.SOURCE : null;
    }

    private record NotComputed(Level level, String why, boolean wanted) implements LevelInquiry {
        @Override
        public List<Question> questions() {
            return List.of();
        }

        @Override
        public Conclusion conclude(List<Answer> answers) {
            return wanted
                    ? Conclusion.of(new LevelVerdict(level, Verdict.NOT_PROVEN, why))
                    : Conclusion.note("level %s %s".formatted(level, why));
        }
    }
}
