package io.drover.plan.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RuleStep;
import io.drover.plan.rules.Steps.Judgement;
import io.drover.spec.rules.ValueStep.Otherwise;

/** What a value becomes that a map, a lookup or an id-map does not have. */
final class Missing {
    private final Steps steps;

    Missing(Steps steps) {
        this.steps = steps;
    }

    /** What a value becomes that a map, a lookup or an id-map does not have. NULL stays NULL. */
    Value value(
            String rule,
            String column,
            Otherwise otherwise,
            String key,
            String found,
            Value before,
            Value after) {
        String absent = "%s IS NOT NULL AND NOT coalesce(%s, false)".formatted(key, found);
        return switch (otherwise.way()) {
            case KEEP -> {
                String sql =
                        "CASE WHEN %s THEN %s ELSE %s END"
                                .formatted(absent, before.name(), after.name());
                int step = steps.value(rule, column, "not found: kept", sql, absent);
                flagged(otherwise, step);
                yield new Value(
                        RuleStep.valueName(step),
                        "coalesce(%s, %s)".formatted(after.inline(), before.inline()),
                        "string");
            }
            case DEFAULT -> {
                String text = SparkSql.literal(String.valueOf(otherwise.value()));
                int step =
                        steps.value(
                                rule,
                                column,
                                "not found: set to %s%s"
                                        .formatted(
                                                otherwise.value(),
                                                otherwise.flag() ? " and flagged" : ""),
                                "CASE WHEN %s THEN %s ELSE %s END"
                                        .formatted(absent, text, after.name()),
                                absent);
                flagged(otherwise, step);
                yield new Value(
                        RuleStep.valueName(step),
                        "CASE WHEN (%s) IS NOT NULL THEN coalesce(%s, %s) END"
                                .formatted(before.inline(), after.inline(), text),
                        "string");
            }
            case VIOLATION -> {
                steps.check(
                        rule,
                        column,
                        "not found: a violation",
                        new Judgement(
                                absent,
                                "concat(%s, ' is not in the %s')"
                                        .formatted(steps.shown(column, key), rule),
                                OnViolation.QUARANTINE));
                yield after;
            }
        };
    }

    private void flagged(Otherwise otherwise, int step) {
        if (otherwise.flag()) {
            steps.flag(RuleStep.changedName(step));
        }
    }
}
