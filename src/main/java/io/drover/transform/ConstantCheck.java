package io.drover.transform;

import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.transform.RuleCheck.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Whether what rules put in by themselves (constants, defaults, answers of a map, bounds) are
 * values of the columns that they go into. Spark would say so at the first row that needs one.
 */
final class ConstantCheck {
    private static final String LITERAL = "'(?:[^'\\\\]|\\\\.)*'";
    private static final Pattern CAST =
            Pattern.compile("(?<!try_)CAST\\((" + LITERAL + ") AS (\\w+(?:\\(\\d+,\\d+\\))?)\\)");

    /** Spark takes these for days, and each attempt for another. */
    private static final Pattern MOVING =
            Pattern.compile("'\\s*(now|today|tomorrow|yesterday)\\b.*", Pattern.CASE_INSENSITIVE);

    private static final Pattern ALTERNATIVE = Pattern.compile("THEN (" + LITERAL + ")");
    private static final Pattern ELSE = Pattern.compile("ELSE drover_r(\\d+) END$");
    private static final Pattern NEEDED = Pattern.compile("drover_r(\\d+)\\b");

    private final SparkSession session;
    private final RowRules rules;

    ConstantCheck(SparkSession session, RowRules rules) {
        this.session = session;
        this.rules = rules;
    }

    /** A question to Spark, and what to say when its answer is yes. */
    private record Question(String sql, Problem problem) {}

    List<Problem> problems() {
        Set<Question> questions = new LinkedHashSet<>();
        for (RuleStep step : rules.steps()) {
            if (step.written() == null) {
                casts(step, questions);
            }
            if (step.rule().equals("type") && step.violated() != null) {
                alternatives(step, questions);
            }
        }
        if (questions.isEmpty()) {
            return List.of();
        }
        Row answers =
                session.range(1)
                        .select(
                                questions.stream()
                                        .map(question -> functions.expr(question.sql()))
                                        .toArray(Column[]::new))
                        .head();
        List<Problem> problems = new ArrayList<>();
        int number = 0;
        for (Question question : questions) {
            if (!answers.isNullAt(number) && answers.getBoolean(number)) {
                problems.add(question.problem());
            }
            number++;
        }
        return problems.stream().distinct().toList();
    }

    private static void casts(RuleStep step, Set<Question> questions) {
        for (String sql : Arrays.asList(step.value(), step.violated())) {
            Matcher cast = CAST.matcher(sql == null ? "" : sql);
            while (cast.find()) {
                questions.add(
                        new Question(
                                MOVING.matcher(cast.group(1)).matches()
                                                && cast.group(2).matches("date|timestamp.*")
                                        ? "true"
                                        : "try_cast(%s AS %s) IS NULL"
                                                .formatted(cast.group(1), cast.group(2)),
                                new Problem(
                                        step,
                                        "%s of %s (%s): %s is no value of the type %s"
                                                .formatted(
                                                        step.rule(),
                                                        step.column(),
                                                        step.description(),
                                                        cast.group(1),
                                                        cast.group(2)))));
            }
        }
    }

    /** What a type is made of may be one of several texts that the rules know before any row. */
    private void alternatives(RuleStep type, Set<Question> questions) {
        Matcher fed = NEEDED.matcher(type.violated());
        if (!fed.find()) {
            return;
        }
        String name = fed.group();
        Set<String> literals = new LinkedHashSet<>();
        RuleStep feeding = rules.steps().get(Integer.parseInt(fed.group(1)));
        for (RuleStep step = feeding; step != null; step = before(step)) {
            String value = step.value();
            if (value.matches(LITERAL)) {
                literals.add(value);
            }
            if (step.rule().matches("map|lookup|id-map")) {
                Matcher alternative = ALTERNATIVE.matcher(value);
                while (alternative.find()) {
                    literals.add(alternative.group(1));
                }
            }
        }
        for (String literal : literals) {
            questions.add(
                    new Question(
                            type.violated()
                                    .replaceAll(name + "\\b", Matcher.quoteReplacement(literal)),
                            new Problem(
                                    type,
                                    "%s of %s: %s does not fit its column (%s)"
                                            .formatted(
                                                    feeding.rule(),
                                                    type.column(),
                                                    literal,
                                                    type.description()))));
        }
    }

    private RuleStep before(RuleStep step) {
        Matcher rest = ELSE.matcher(step.value());
        return rest.find() ? rules.steps().get(Integer.parseInt(rest.group(1))) : null;
    }
}
