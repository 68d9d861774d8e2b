package io.drover.reconcile.levels;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.model.history.RowFates;
import java.util.List;

/**
 * Level BALANCE: what the ledger says became of each row of the latest load, against how many rows
 * the target has now. The ledger is the accountant's word; the count is not.
 */
public final class BalanceLevel implements LevelInquiry {
    private final Subject subject;
    private final Account account;
    private final @Nullable Long counted;

    /**
     * @param counted the target's rows where a level before has counted them; null: they are
     */
    public BalanceLevel(Subject subject, Account account, @Nullable Long counted) {
        this.subject = subject;
        this.account = account;
        this.counted = counted;
    }

    @Override
    public List<Question> questions() {
        return counted != null
                ? List.of()
                : List.of(
                        Question.row(
                                Side.TARGET,
                                "SELECT count(*)::text FROM " + subject.rows(Side.TARGET)));
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        String failure = Answer.failure(answers);
        if (failure != null) {
            return Conclusion.of(verdict(Verdict.NOT_PROVEN, failure));
        }
        return Conclusion.of(compare(counted != null ? counted : answers.get(0).count(0)));
    }

    private LevelVerdict compare(long target) {
        RowFates rows = account.rows();
        if (account.complete() != Account.Progress.COMPLETE) {
            return verdict(Verdict.NOT_PROVEN, "load " + account.loadId() + " is not complete");
        }
        if (rows.unexplained() != 0) {
            return verdict(
                    Verdict.DIFFERENT,
                    "%s; %d rows have no fate".formatted(equation(), rows.unexplained()));
        }
        String now = "%s; the target has %d now".formatted(equation(), target);
        if (account.repaired() > 0) {
            // Whether a repaired row was lost after the load or never came, nobody knows.
            return verdict(Verdict.EQUAL, now);
        }
        return switch (account.mode()) {
            case REPLACE ->
                    verdict(
                            target == rows.loaded() ? Verdict.EQUAL : Verdict.DIFFERENT,
                            target == rows.loaded()
                                    ? now
                                    : now + ", and not %d".formatted(rows.loaded()));
            case APPEND ->
                    verdict(
                            target >= rows.loaded() ? Verdict.EQUAL : Verdict.DIFFERENT,
                            target >= rows.loaded()
                                    ? now + ", with those that were there before"
                                    : now + ", and not %d at least".formatted(rows.loaded()));
            case UPSERT -> verdict(Verdict.EQUAL, now + ", with those that they met");
        };
    }

    private String equation() {
        RowFates rows = account.rows();
        String repaired =
                account.repaired() == 0
                        ? ""
                        : "; repaired since: %d rows".formatted(account.repaired());
        return "the ledger's word: %d read = %d loaded + %d filtered + %d deduplicated + %d quarantined%s"
                .formatted(
                        rows.read(),
                        rows.loaded(),
                        rows.filtered(),
                        rows.deduplicated(),
                        rows.quarantined(),
                        repaired);
    }

    private static LevelVerdict verdict(Verdict verdict, String detail) {
        return new LevelVerdict(Level.BALANCE, verdict, detail);
    }
}
