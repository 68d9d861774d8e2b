package io.drover.job.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.reconcile.levels.Answer;
import io.drover.reconcile.levels.LevelInquiry;
import io.drover.reconcile.levels.Question;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Level COUNTS where a side is no PostgreSQL: its rows are counted under its moment, as its auditor
 * reads them, and the other side is asked by SQL.
 *
 * @param counts what asks both sides by SQL, and concludes
 */
record EngineCounts(LevelInquiry counts, Set<Side> engines, TablePlan plan, RowCounter counter)
        implements LevelInquiry {
    /** Counts the rows of a plan's table on a side that is no PostgreSQL. */
    @FunctionalInterface
    interface RowCounter {
        /** Throws where they cannot be counted, and says why. */
        long count(Side side, TablePlan plan);
    }

    @Override
    public List<Question> questions() {
        return counts.questions().stream()
                .filter(question -> !engines.contains(question.side()))
                .toList();
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        Iterator<Answer> asked = answers.iterator();
        List<Answer> all = new ArrayList<>();
        for (Question question : counts.questions()) {
            all.add(engines.contains(question.side()) ? counted(question.side()) : asked.next());
        }
        return counts.conclude(all);
    }

    private Answer counted(Side side) {
        try {
            return answer(Long.toString(counter.count(side, plan)), null);
        } catch (RuntimeException failure) {
            return answer(
                    "0",
                    "%s %s: %s"
                            .formatted(
                                    side,
                                    side == Side.SOURCE ? plan.source() : plan.target(),
                                    failure.getMessage()));
        }
    }

    private static Answer answer(String rows, @Nullable String failure) {
        return new Answer(
                List.of("count"),
                List.of("int8"),
                List.of(List.of(rows)),
                Answer.Extent.WHOLE,
                failure);
    }
}
