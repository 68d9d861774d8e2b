package io.drover.reconcile.levels;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.spec.ReconcileSpec.QuerySpec;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Level QUERIES, one query of the spec: both sides' answers, row by row in their order, numbers
 * within the tolerance and anything else by its text.
 */
public final class QueryLevel implements LevelInquiry {
    static final int MOST_ROWS = 1000;

    private static final Set<String> NUMBERS =
            Set.of("int2", "int4", "int8", "numeric", "float4", "float8", "oid");

    private final QuerySpec query;

    public QueryLevel(QuerySpec query) {
        this.query = query;
    }

    @Override
    public List<Question> questions() {
        return List.of(
                new Question(Side.SOURCE, Question.Kind.OPERATORS, query.source(), MOST_ROWS),
                new Question(Side.TARGET, Question.Kind.OPERATORS, query.target(), MOST_ROWS));
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        Answer source = answers.get(0);
        Answer target = answers.get(1);
        String failure = Answer.failure(answers);
        if (failure == null && (source.isCut() || target.isCut())) {
            failure =
                    "the answer has more than %,d rows; ask for fewer, such as a sum"
                            .formatted(MOST_ROWS);
        }
        if (failure == null && source.types().size() != target.types().size()) {
            failure =
                    "the answers have %d and %d columns"
                            .formatted(source.types().size(), target.types().size());
        }
        if (failure != null) {
            return Conclusion.of(
                    new LevelVerdict(
                            Level.QUERIES, Verdict.NOT_PROVEN, query.name() + ": " + failure));
        }
        return Conclusion.of(compare(source, target));
    }

    private LevelVerdict compare(Answer source, Answer target) {
        Figures figures = new Figures();
        int rows = Math.max(source.rows().size(), target.rows().size());
        boolean single = rows == 1 && source.types().size() == 1;
        if (source.rows().size() != target.rows().size()) {
            figures.add(
                    query.name() + ": rows",
                    Integer.toString(source.rows().size()),
                    Integer.toString(target.rows().size()),
                    Verdict.DIFFERENT);
        }
        for (int row = 0; row < Math.min(source.rows().size(), target.rows().size()); row++) {
            for (int column = 0; column < source.types().size(); column++) {
                String here = source.rows().get(row).get(column);
                String there = target.rows().get(row).get(column);
                boolean number =
                        NUMBERS.contains(source.types().get(column))
                                && NUMBERS.contains(target.types().get(column));
                figures.add(
                        single ? query.name() : name(row, source.columns().get(column)),
                        here,
                        there,
                        agree(here, there, number ? Compared.NUMBERS : Compared.TEXTS)
                                ? Verdict.EQUAL
                                : Verdict.DIFFERENT,
                        number && query.tolerance().signum() > 0
                                ? "may be " + query.tolerance().toPlainString() + " apart"
                                : "");
            }
        }
        return figures.differing() > 0
                ? figures.verdict(
                        Level.QUERIES,
                        Verdict.DIFFERENT,
                        "%s: the answers differ: %s"
                                .formatted(query.name(), figures.firstUnequal()))
                : figures.verdict(
                        Level.QUERIES,
                        Verdict.EQUAL,
                        "%s: both sides answer alike, %d rows".formatted(query.name(), rows));
    }

    private String name(int row, String column) {
        return "%s: row %d, %s".formatted(query.name(), row + 1, column);
    }

    private enum Compared {
        NUMBERS,
        TEXTS
    }

    private boolean agree(@Nullable String source, @Nullable String target, Compared as) {
        return as == Compared.NUMBERS
                ? Figures.near(source, target, query.tolerance())
                : Objects.equals(source, target);
    }
}
