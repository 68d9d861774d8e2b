package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Level AGGREGATES: of each column that is carried untouched NULLs, least, greatest, sum, mean,
 * distinct values and lengths, over the whole table and for each group that the spec names.
 *
 * <p>Memory: up to {@link #MOST_GROUPS} groups of both sides, on the driver. One scan of each side
 * for up to {@link #BATCH} aggregates, and one more for its groups.
 */
public final class AggregatesLevel implements LevelInquiry {
    static final int MOST_GROUPS = 10_000;

    /** A SELECT has at most 1664 columns. */
    private static final int BATCH = 800;

    private final Subject subject;
    private final List<Aggregate> aggregates = new ArrayList<>();
    private final List<CarriedColumn> groups = new ArrayList<>();
    private final @Nullable String problem;

    public AggregatesLevel(Subject subject) {
        this.subject = subject;
        for (CarriedColumn column : subject.compared()) {
            aggregates.addAll(Aggregate.of(column, tolerance(column)));
        }
        this.problem = problem();
    }

    private @Nullable String problem() {
        for (String name : subject.settings().thresholds().keySet()) {
            if (subject.column(name).isEmpty()) {
                return NamedColumns.problem(subject, "thresholds", name);
            }
        }
        for (String name : subject.settings().groupBy()) {
            if (subject.column(name).isEmpty()) {
                return NamedColumns.problem(subject, "group-by", name);
            }
            groups.add(subject.column(name).get());
        }
        return null;
    }

    @Override
    public List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        if (problem != null) {
            return questions;
        }
        for (List<Aggregate> batch : batches()) {
            for (Side side : Side.values()) {
                questions.add(Question.row(side, select(side, batch, List.of())));
                if (!groups.isEmpty()) {
                    questions.add(Question.rows(side, select(side, batch, groups), MOST_GROUPS));
                }
            }
        }
        return questions;
    }

    /** At least one, as rows are counted where there is nothing else. */
    private List<List<Aggregate>> batches() {
        List<List<Aggregate>> batches = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(aggregates.size(), from + BATCH);
            batches.add(aggregates.subList(from, to));
            from = to;
        } while (from < aggregates.size());
        return batches;
    }

    private String select(Side side, List<Aggregate> batch, List<CarriedColumn> by) {
        List<String> selected = new ArrayList<>();
        List<String> positions = new ArrayList<>();
        for (CarriedColumn column : by) {
            String text = PostgresNames.printed(Subject.quoted(side, column));
            selected.add(text + " COLLATE \"C\"");
            positions.add(Integer.toString(selected.size()));
        }
        selected.add("count(*)::text");
        batch.forEach(aggregate -> selected.add(aggregate.sql(side, tolerance(aggregate.of()))));
        batch.stream()
                .filter(aggregate -> aggregate.kind() == Aggregate.Kind.SUM)
                .forEach(
                        aggregate ->
                                selected.add(
                                        "count("
                                                + Subject.quoted(side, aggregate.of())
                                                + ")::text"));
        return "SELECT "
                + String.join(", ", selected)
                + " FROM "
                + subject.rows(side)
                + (by.isEmpty() ? "" : " GROUP BY " + String.join(", ", positions));
    }

    @Override
    public Conclusion conclude(List<Answer> answers) {
        String failure = problem != null ? problem : Answer.failure(answers);
        if (failure != null) {
            return Conclusion.of(new LevelVerdict(Level.AGGREGATES, Verdict.NOT_PROVEN, failure));
        }
        String here = answers.get(0).only(0);
        String there = answers.get(groups.isEmpty() ? 1 : 2).only(0);
        if (subject.isRuled() && !here.equals(there)) {
            return Conclusion.note(
                    "aggregates are not compared: rules leave rows out (%s rows in the source, %s in the target)"
                            .formatted(here, there));
        }
        Figures figures = new Figures();
        AggregateFigures told = new AggregateFigures(subject, figures);
        int at = 0;
        int seen = 0;
        String cut = null;
        for (List<Aggregate> batch : batches()) {
            told.compare(
                    "",
                    batch,
                    answers.get(at).rows().get(0),
                    answers.get(at + step()).rows().get(0));
            if (!groups.isEmpty()) {
                Answer source = answers.get(at + 1);
                Answer target = answers.get(at + 3);
                if (source.isCut() || target.isCut()) {
                    cut =
                            "there are more than %,d groups by %s; group by something coarser"
                                    .formatted(MOST_GROUPS, String.join(", ", names()));
                } else {
                    seen = Math.max(seen, compareGroups(told, batch, source, target));
                }
            }
            at += 2 * step();
        }
        return Conclusion.of(verdict(figures, seen, cut));
    }

    /** Questions of one side for one batch. */
    private int step() {
        return groups.isEmpty() ? 1 : 2;
    }

    private int compareGroups(
            AggregateFigures told, List<Aggregate> batch, Answer source, Answer target) {
        Map<List<String>, List<String>> there = new LinkedHashMap<>();
        int keys = groups.size();
        target.rows()
                .forEach(row -> there.put(row.subList(0, keys), row.subList(keys, row.size())));
        int count = 0;
        for (List<String> row : source.rows()) {
            List<String> group = row.subList(0, keys);
            told.compareGroup(
                    name(group), batch, row.subList(keys, row.size()), there.remove(group));
            count++;
        }
        for (Map.Entry<List<String>, List<String>> extra : there.entrySet()) {
            told.compareGroup(name(extra.getKey()), batch, null, extra.getValue());
            count++;
        }
        return count;
    }

    private String name(List<String> group) {
        List<String> parts = new ArrayList<>();
        for (int at = 0; at < group.size(); at++) {
            String column = groups.get(at).name();
            String value = group.get(at);
            parts.add(
                    column
                            + (subject.hidden().contains(column)
                                    ? " (masked)"
                                    : value == null ? " is NULL" : " = " + value));
        }
        return String.join(", ", parts);
    }

    private LevelVerdict verdict(Figures figures, int seen, @Nullable String cut) {
        List<String> more = new ArrayList<>();
        if (seen > 0) {
            more.add("by %s in %,d groups".formatted(String.join(", ", names()), seen));
        }
        if (!subject.made().isEmpty()) {
            more.add("not compared, as made in the target: " + String.join(", ", subject.made()));
        }
        String rest = more.isEmpty() ? "" : "; " + String.join("; ", more);
        if (figures.differing() > 0) {
            return figures.verdict(
                    Level.AGGREGATES,
                    Verdict.DIFFERENT,
                    "%,d of %,d aggregates differ: %s%s"
                            .formatted(
                                    figures.differing(),
                                    figures.compared(),
                                    figures.firstUnequal(),
                                    rest));
        }
        return cut != null
                ? figures.verdict(Level.AGGREGATES, Verdict.NOT_PROVEN, cut + rest)
                : figures.verdict(
                        Level.AGGREGATES,
                        Verdict.EQUAL,
                        "%,d aggregates agree%s".formatted(figures.compared(), rest));
    }

    private List<String> names() {
        return groups.stream().map(CarriedColumn::name).toList();
    }

    private BigDecimal tolerance(CarriedColumn column) {
        return subject.settings().tolerances().getOrDefault(column.name(), BigDecimal.ZERO);
    }
}
