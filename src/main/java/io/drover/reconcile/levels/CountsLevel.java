package io.drover.reconcile.levels;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import java.util.List;

/** Level COUNTS where no row digests count the rows on their way. */
public final class CountsLevel implements LevelInquiry {
    private final Subject subject;

    public CountsLevel(Subject subject) {
        this.subject = subject;
    }

    @Override
    public List<Question> questions() {
        return List.of(count(Side.SOURCE), count(Side.TARGET));
    }

    private Question count(Side side) {
        return Question.row(side, "SELECT count(*)::text FROM " + subject.rows(side));
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        String failure = Answer.failure(answers);
        if (failure != null) {
            return Conclusion.of(new LevelVerdict(Level.COUNTS, Verdict.NOT_PROVEN, failure));
        }
        long source = answers.get(0).count(0);
        long target = answers.get(1).count(0);
        if (source == target) {
            return Conclusion.of(
                    new LevelVerdict(
                            Level.COUNTS,
                            Verdict.EQUAL,
                            "%d rows on both sides".formatted(source)));
        }
        return Conclusion.of(
                new LevelVerdict(
                        Level.COUNTS,
                        subject.isRuled() ? Verdict.NOT_PROVEN : Verdict.DIFFERENT,
                        "%d rows in the source, %d in the target%s"
                                .formatted(
                                        source,
                                        target,
                                        subject.isRuled()
                                                ? "; how many rows its rules leave out is not computed without digests"
                                                : "")));
    }
}
