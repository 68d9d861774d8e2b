package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Level SAMPLE: some rows of the source, chosen by a hash of their key and a seed, beside the rows
 * of the target with the same keys, every column. The same seed draws the same rows of the same
 * data.
 *
 * <p>One scan of the source (the server keeps only the best few), index lookups in the target.
 */
public final class SampleLevel implements LevelInquiry {
    private final Subject subject;
    private final long rows;
    private final long seed;
    private final List<CarriedColumn> key;
    private final List<SampledColumn> columns;

    public SampleLevel(Subject subject, long rows, long seed) {
        this.subject = subject;
        this.rows = rows;
        this.seed = seed;
        this.key = subject.keyColumns();
        this.columns =
                subject.compared().stream()
                        .map(
                                column ->
                                        new SampledColumn(
                                                column,
                                                subject.settings()
                                                        .tolerances()
                                                        .getOrDefault(
                                                                column.name(), BigDecimal.ZERO)))
                        .toList();
    }

    @Override
    public List<Question> questions() {
        return key.isEmpty() ? List.of() : List.of(draw());
    }

    private Question draw() {
        List<String> keys = new ArrayList<>();
        List<String> set = new ArrayList<>();
        for (CarriedColumn column : key) {
            String quoted = Subject.quoted(Side.SOURCE, column);
            keys.add(PostgresNames.printed(quoted));
            set.add(quoted + " IS NOT NULL");
        }
        List<String> selected = new ArrayList<>(keys);
        columns.forEach(column -> selected.add(column.sql(Side.SOURCE, "")));
        String hash = "md5(concat_ws('/', %s, '%d'))".formatted(String.join(", ", keys), seed);
        return Question.rows(
                Side.SOURCE,
                "SELECT %s FROM %s ORDER BY %s COLLATE \"C\" LIMIT %d"
                        .formatted(
                                String.join(", ", selected),
                                subject.rows(Side.SOURCE, String.join(" AND ", set)),
                                hash,
                                rows),
                Math.toIntExact(rows));
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        if (key.isEmpty()) {
            return Conclusion.of(
                    new LevelVerdict(
                            Level.SAMPLE,
                            Verdict.NOT_PROVEN,
                            "there is no key to find the same row by; name one with tables.key"));
        }
        Answer drawn = answers.get(0);
        if (drawn.failure() != null) {
            return Conclusion.of(
                    new LevelVerdict(Level.SAMPLE, Verdict.NOT_PROVEN, drawn.failure()));
        }
        return Conclusion.further(new Lookup(drawn.rows()));
    }

    /** Finds the drawn rows in the target. */
    private final class Lookup implements LevelInquiry {
        /** Keys in one statement. */
        private static final int BATCH = 500;

        /** Rows of which every column is shown. */
        private static final int SHOWN_ROWS = 10;

        private final List<List<String>> drawn;

        Lookup(List<List<String>> drawn) {
            this.drawn = drawn;
        }

        @Override
        public List<Question> questions() {
            List<Question> questions = new ArrayList<>();
            for (int from = 0; from < drawn.size(); from += BATCH) {
                int to = Math.min(drawn.size(), from + BATCH);
                // Twice as many, to see keys that are there more than once.
                questions.add(Question.rows(Side.TARGET, find(from, to), 2 * BATCH));
            }
            return questions;
        }

        private String find(int from, int to) {
            List<String> values = new ArrayList<>();
            for (int number = from; number < to; number++) {
                StringBuilder value = new StringBuilder("(" + number);
                for (int at = 0; at < key.size(); at++) {
                    value.append(", ")
                            .append(PostgresNames.literal(drawn.get(number).get(at)))
                            .append("::")
                            .append(SampledColumn.comparedAs(key.get(at).target()));
                }
                values.add(value.append(')').toString());
            }
            List<String> names = new ArrayList<>();
            List<String> same = new ArrayList<>();
            for (int at = 0; at < key.size(); at++) {
                names.add("k" + at);
                same.add("t." + Subject.quoted(Side.TARGET, key.get(at)) + " = d.k" + at);
            }
            return "SELECT d.n::text%s FROM (VALUES %s) d (n, %s) JOIN %s t ON %s"
                    .formatted(
                            columns.stream()
                                    .map(column -> ", " + column.sql(Side.TARGET, "t."))
                                    .collect(Collectors.joining()),
                            String.join(", ", values),
                            String.join(", ", names),
                            subject.rows(Side.TARGET),
                            String.join(" AND ", same));
        }

        @Override
        public Conclusion conclude(List<Answer> answers) {
            String failure = Answer.failure(answers);
            if (failure != null) {
                return Conclusion.of(new LevelVerdict(Level.SAMPLE, Verdict.NOT_PROVEN, failure));
            }
            List<List<List<String>>> found = new ArrayList<>();
            drawn.forEach(row -> found.add(new ArrayList<>()));
            for (Answer answer : answers) {
                for (List<String> row : answer.rows()) {
                    found.get(Integer.parseInt(row.get(0))).add(row.subList(1, row.size()));
                }
            }
            Figures figures = new Figures();
            int differing = 0;
            for (int number = 0; number < drawn.size(); number++) {
                if (!compare(number, found.get(number), figures)) {
                    differing++;
                }
            }
            return Conclusion.of(verdict(figures, differing));
        }

        private boolean compare(int number, List<List<String>> there, Figures figures) {
            List<String> here = drawn.get(number);
            String row = name(here);
            if (there.size() != 1) {
                figures.add(
                        row,
                        "1 row",
                        there.size() + (there.isEmpty() ? " rows" : " or more rows"),
                        Verdict.DIFFERENT,
                        "rows with this key");
                return false;
            }
            boolean agree = true;
            for (int at = 0; at < columns.size(); at++) {
                String source = here.get(key.size() + at);
                String target = there.get(0).get(at);
                boolean same = columns.get(at).agree(source, target);
                agree &= same;
                if (!same || number < SHOWN_ROWS) {
                    tell(row, columns.get(at), source, target, same, figures);
                } else {
                    figures.agree();
                }
            }
            return agree;
        }

        private void tell(
                String row,
                SampledColumn column,
                @Nullable String source,
                @Nullable String target,
                boolean same,
                Figures figures) {
            boolean masked = subject.hidden().contains(column.of().name());
            figures.add(
                    row + ": " + column.of().name(),
                    masked ? null : source,
                    masked ? null : target,
                    same ? Verdict.EQUAL : Verdict.DIFFERENT,
                    masked ? "masked" : column.note());
        }

        private String name(List<String> row) {
            List<String> parts = new ArrayList<>();
            for (int at = 0; at < key.size(); at++) {
                String column = key.get(at).name();
                parts.add(
                        column
                                + (subject.hidden().contains(column)
                                        ? " (masked)"
                                        : " = " + row.get(at)));
            }
            return String.join(", ", parts);
        }

        private LevelVerdict verdict(Figures figures, int differing) {
            String what =
                    "%,d rows chosen by seed %d, %d columns each"
                            .formatted(drawn.size(), seed, columns.size());
            return differing == 0
                    ? figures.verdict(Level.SAMPLE, Verdict.EQUAL, what + ", agree")
                    : figures.verdict(
                            Level.SAMPLE,
                            Verdict.DIFFERENT,
                            "%,d of %s, differ: %s"
                                    .formatted(differing, what, figures.firstUnequal()));
        }
    }
}
