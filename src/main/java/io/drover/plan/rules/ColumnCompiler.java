package io.drover.plan.rules;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.spark.SparkSql;
import io.drover.dialect.spark.StrictCast;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RuleStep;
import io.drover.plan.rules.Steps.Judgement;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ParseFormat;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.Violation;
import java.util.function.Consumer;

/** Compiles one column's rule: where its value is from, its steps, and the cast to its type. */
final class ColumnCompiler {
    private final Steps steps;
    private final OriginCompiler origins;
    private final StepCompiler each;

    /**
     * @param guarded whether rows may be left out before, for which expressions must not fail
     */
    ColumnCompiler(
            String table,
            Steps steps,
            Decoding decoding,
            Consumer<String> problems,
            boolean guarded) {
        this.steps = steps;
        this.origins = new OriginCompiler(table, steps, decoding, problems, guarded);
        this.each = new StepCompiler(table, steps);
    }

    /** The value as the target's column takes it; null after a problem. */
    @Nullable
    Value compile(ColumnRule rule, ColumnInfo target) {
        steps.from(rule.origin());
        Value value = origins.origin(rule, target.name());
        if (value == null) {
            return null;
        }
        boolean cast = false;
        for (ValueStep step : rule.steps()) {
            boolean late =
                    step instanceof ValueStep.DefaultForNull || step instanceof ValueStep.Mask;
            if (late && !cast) {
                value = cast(rule, value, target);
                cast = true;
            }
            value = each.step(step, value, target.name());
        }
        return cast ? value : cast(rule, value, target);
    }

    private Value cast(ColumnRule rule, Value value, ColumnInfo target) {
        String to = SparkTypes.loaded(target.type(), target.shape()).sparkType();
        StrictCast cast =
                StrictCast.of(value.name(), value.type(), to, target.type(), format(rule.parse()));
        StrictCast inline =
                StrictCast.of(
                        "(" + value.inline() + ")",
                        value.type(),
                        to,
                        target.type(),
                        format(rule.parse()));
        boolean same = to.equals(value.type());
        if (rule.value() instanceof ValueOrigin.NameUuid && target.type().equals("uuid")) {
            return value;
        }
        if (cast.violated() == null) {
            if (same) {
                return value;
            }
            int step =
                    steps.value("type", target.name(), "as " + target.type(), cast.value(), null);
            return new Value(RuleStep.valueName(step), inline.value(), to);
        }
        String description =
                same
                        ? "must be %s".formatted(cast.wanted())
                        : "read as %s: %s".formatted(target.type(), cast.wanted());
        String message =
                "concat(%s, %s)"
                        .formatted(
                                steps.shown(target.name(), value.name()),
                                SparkSql.literal(" is not " + cast.wanted()));
        String counted = same ? null : value.name() + " IS NOT NULL";
        if (rule.violation().what() == OnViolation.FLAG) {
            return replaced("type", target, rule.violation(), cast, inline, to, description);
        }
        int step =
                steps.judgedValue(
                        "type",
                        target.name(),
                        description,
                        cast.value(),
                        counted,
                        new Judgement(cast.violated(), message, rule.violation().what()));
        return new Value(RuleStep.valueName(step), inline.value(), to);
    }

    private Value replaced(
            String rule,
            ColumnInfo target,
            Violation violation,
            StrictCast cast,
            StrictCast inline,
            String to,
            String description) {
        String sql = "CASE WHEN %s THEN %s ELSE %s END";
        String text = defaultText(violation, to);
        int step =
                steps.value(
                        rule,
                        target.name(),
                        "%s; else %s and flagged"
                                .formatted(
                                        description,
                                        violation.value() == null
                                                ? "NULL"
                                                : "set to " + violation.value()),
                        sql.formatted(cast.violated(), text, cast.value()),
                        cast.violated());
        steps.flag(RuleStep.changedName(step));
        return new Value(
                RuleStep.valueName(step),
                sql.formatted(inline.violated(), text, inline.value()),
                to);
    }

    /** The value that a flagged row gets. */
    static String defaultText(Violation violation, @Nullable String type) {
        String literal = violation.value() == null ? "NULL" : SparkSql.literal(violation.value());
        return type == null ? literal : "CAST(%s AS %s)".formatted(literal, type);
    }

    private static StrictCast.Format format(@Nullable ParseFormat parse) {
        return parse == null
                ? StrictCast.Format.USUAL
                : new StrictCast.Format(
                        parse.pattern(),
                        parse.decimal() == null ? "." : parse.decimal(),
                        parse.grouping(),
                        parse.trueTexts(),
                        parse.falseTexts());
    }
}
