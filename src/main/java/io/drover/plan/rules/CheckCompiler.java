package io.drover.plan.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.Nullable;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RuleStep;
import io.drover.plan.rules.Steps.Judgement;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Compiles the checks of a table, which are about the values that its columns are to get. */
final class CheckCompiler {
    private final Steps steps;
    private final Map<String, Value> values;
    private final Consumer<String> problems;

    /**
     * @param values by target column; a check that sets a default replaces the column's
     */
    CheckCompiler(Steps steps, Map<String, Value> values, Consumer<String> problems) {
        this.steps = steps;
        this.values = values;
        this.problems = problems;
    }

    /** The target columns that a check looks at, of those in {@code known}. */
    static Set<String> columns(CheckRule check, Set<String> known) {
        CheckRule.Condition condition = check.condition();
        if (condition instanceof CheckRule.Unique unique) {
            return new java.util.LinkedHashSet<>(unique.columns());
        }
        if (condition instanceof CheckRule.Exists exists) {
            return new java.util.LinkedHashSet<>(exists.of());
        }
        if (condition instanceof CheckRule.Holds holds) {
            return Decoding.mentioned(holds.sql(), known);
        }
        return Set.of(check.column());
    }

    void compile(CheckRule check) {
        for (String column : columns(check, values.keySet())) {
            if (!values.containsKey(column)) {
                problems.accept(
                        "%s: the target has no column %s.".formatted(check.origin(), column));
                return;
            }
        }
        steps.from(check.origin());
        CheckRule.Condition condition = check.condition();
        if (condition instanceof CheckRule.Unique unique) {
            unique(check, unique);
        } else if (condition instanceof CheckRule.Exists exists) {
            exists(check, exists);
        } else if (condition instanceof CheckRule.Holds holds) {
            holds(check, holds);
        } else {
            column(check, condition);
        }
    }

    private void column(CheckRule check, CheckRule.Condition condition) {
        Value value = values.get(check.column());
        String shown = steps.shown(check.column(), value.name());
        String text = value.asText().name();
        if (condition instanceof CheckRule.Required) {
            String blank = value.isText() ? " OR trim(%s) = ''".formatted(value.name()) : "";
            judge(
                    check,
                    "required",
                    "must be there",
                    value.name() + " IS NULL" + blank,
                    SparkSql.literal(check.column() + " is missing"));
        } else if (condition instanceof CheckRule.OneOf some) {
            judge(
                    check,
                    "one-of",
                    "one of " + String.join(", ", some.values()),
                    "%s NOT IN (%s)".formatted(text, SparkSql.literals(some.values())),
                    "concat(%s, %s)"
                            .formatted(
                                    shown,
                                    SparkSql.literal(
                                            " is none of " + String.join(", ", some.values()))));
        } else if (condition instanceof CheckRule.Pattern pattern) {
            judge(
                    check,
                    "pattern",
                    "matches " + pattern.regex(),
                    "NOT (%s RLIKE %s)"
                            .formatted(text, SparkSql.literal("^(?:" + pattern.regex() + ")\\z")),
                    "concat(%s, %s)"
                            .formatted(
                                    shown, SparkSql.literal(" does not match " + pattern.regex())));
        } else if (condition instanceof CheckRule.Range range) {
            range(check, range, value, shown);
        } else if (condition instanceof CheckRule.MaxLength length) {
            judge(
                    check,
                    "max-length",
                    "at most %d characters".formatted(length.characters()),
                    "char_length(%s) > %d".formatted(text, length.characters()),
                    "concat(%s, ' has ', char_length(%s), ' characters, at most %d are right')"
                            .formatted(shown, text, length.characters()));
        } else {
            throw new IllegalStateException("No such condition: " + condition);
        }
    }

    private void range(CheckRule check, CheckRule.Range range, Value value, String shown) {
        String type = value.type() == null ? "string" : value.type();
        List<String> outside = new ArrayList<>();
        List<String> words = new ArrayList<>();
        if (range.min() != null) {
            outside.add(
                    "%s < CAST(%s AS %s)"
                            .formatted(value.name(), SparkSql.literal(range.min()), type));
            words.add("at least " + range.min());
        }
        if (range.max() != null) {
            outside.add(
                    "%s > CAST(%s AS %s)"
                            .formatted(value.name(), SparkSql.literal(range.max()), type));
            words.add("at most " + range.max());
        }
        String wanted = String.join(" and ", words);
        judge(
                check,
                "range",
                wanted,
                String.join(" OR ", outside),
                "concat(%s, %s)".formatted(shown, SparkSql.literal(" is not " + wanted)));
    }

    /**
     * Windows stay out of rows that are not loaded anyway, and out of NULLs, which are never equal.
     */
    private void unique(CheckRule check, CheckRule.Unique unique) {
        List<String> names = unique.columns().stream().map(values::get).map(Value::name).toList();
        String apart =
                names.stream().map(name -> name + " IS NULL").collect(Collectors.joining(" OR "))
                        + " OR drover_filtered IS NOT NULL OR drover_duplicate";
        String listed = String.join(", ", unique.columns());
        judge(
                check,
                RuleStep.UNIQUE,
                listed + " occurs once",
                "row_number() OVER (PARTITION BY %s, CASE WHEN %s THEN drover_tid END ORDER BY drover_tid) > 1"
                        .formatted(String.join(", ", names), apart),
                "concat(%s, ' occurs more than once')"
                        .formatted(
                                unique.columns().stream()
                                        .map(each -> steps.shown(each, values.get(each).name()))
                                        .collect(Collectors.joining(", ', ', "))));
    }

    private void exists(CheckRule check, CheckRule.Exists exists) {
        List<Value> keys = exists.of().stream().map(values::get).map(Value::asText).toList();
        LookupPlan lookup =
                steps.lookup(exists.table(), keys.stream().map(Value::inline).toList(), List.of());
        String present =
                keys.stream()
                        .map(key -> key.name() + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
        judge(
                check,
                "exists",
                "%s exists in %s".formatted(String.join(", ", exists.of()), lookup.location()),
                "%s AND %s IS NULL".formatted(present, lookup.foundName()),
                "concat(%s, %s)"
                        .formatted(
                                exists.of().stream()
                                        .map(each -> steps.shown(each, values.get(each).name()))
                                        .collect(Collectors.joining(", ', ', ")),
                                SparkSql.literal(" is not in " + lookup.location())));
    }

    private void holds(CheckRule check, CheckRule.Holds holds) {
        Map<String, String> names = new LinkedHashMap<>();
        values.forEach((column, value) -> names.put(column, value.name()));
        String written = Decoding.replaceNames(holds.sql(), names);
        judge(
                check,
                "holds",
                holds.sql(),
                "NOT (%s)".formatted(written),
                SparkSql.literal("does not hold: " + holds.sql()),
                written);
    }

    private void judge(
            CheckRule check, String rule, String description, String violated, String message) {
        judge(check, rule, description, violated, message, null);
    }

    private void judge(
            CheckRule check,
            String rule,
            String description,
            String violated,
            String message,
            @Nullable String written) {
        Violation violation = check.violation();
        if (violation.what() != OnViolation.FLAG) {
            steps.check(
                    rule,
                    check.column(),
                    description,
                    new Judgement(violated, message, violation.what()),
                    written);
            return;
        }
        @Nullable Value value = values.get(check.column());
        if (value == null) {
            steps.flaggingCheck(
                    rule, check.column(), description + "; else flagged", violated, written);
            return;
        }
        String sql = "CASE WHEN %s THEN %s ELSE %s END";
        String text = ColumnCompiler.defaultText(violation, value.type());
        int step =
                steps.value(
                        rule,
                        check.column(),
                        description + "; else set to " + violation.value() + " and flagged",
                        sql.formatted(violated, text, value.name()),
                        violated);
        steps.flag(RuleStep.changedName(step));
        values.put(
                check.column(), new Value(RuleStep.valueName(step), value.inline(), value.type()));
    }
}
