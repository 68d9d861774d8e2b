package io.drover.plan.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RuleStep;
import io.drover.spec.rules.ValueStep;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Compiles one step of a value after the other. */
final class StepCompiler {
    /** White space of ASCII, and the blanks that people paste: no-break and ideographic. */
    private static final String BLANKS = " \t\n\r\u000b\f\u00a0\u3000";

    private final String table;
    private final Steps steps;
    private final Missing missing;

    StepCompiler(String table, Steps steps) {
        this.table = table;
        this.steps = steps;
        this.missing = new Missing(steps);
    }

    Value step(ValueStep step, Value value, String column) {
        if (step instanceof ValueStep.Trim trim) {
            String ends = trim.ends().name();
            return text(
                    "trim",
                    column,
                    "white space at the %s cut off"
                            .formatted(
                                    trim.ends() == ValueStep.Trim.Ends.BOTH
                                            ? "ends"
                                            : ends.toLowerCase(Locale.ROOT) + " end"),
                    value,
                    "trim(%s %s FROM %%1$s)"
                            .formatted(ends, SparkSql.literal(BLANKS).replace("%", "%%")));
        }
        if (step instanceof ValueStep.UnicodeForm unicode) {
            return text(
                    "unicode",
                    column,
                    "brought to " + unicode.form(),
                    value,
                    "drover_unicode(%1$s, '" + unicode.form() + "')");
        }
        if (step instanceof ValueStep.LetterCase letters) {
            String function =
                    switch (letters.to()) {
                        case UPPER -> "upper";
                        case LOWER -> "lower";
                        case TITLE -> "initcap";
                    };
            return text(
                    "case",
                    column,
                    "letters in " + letters.to().name().toLowerCase(Locale.ROOT) + " case",
                    value,
                    function + "(%1$s)");
        }
        if (step instanceof ValueStep.ValueMap map) {
            return map(column, map, value.asText());
        }
        if (step instanceof ValueStep.Lookup lookup) {
            return lookup(column, lookup, value.asText());
        }
        if (step instanceof ValueStep.DefaultForNull otherwise) {
            String sql =
                    "coalesce(%s, CAST(%s AS %s))"
                            .formatted(
                                    value.name(), SparkSql.literal(otherwise.text()), value.type());
            int number =
                    steps.value(
                            "default",
                            column,
                            "NULL set to " + otherwise.text(),
                            sql,
                            value.name() + " IS NULL");
            return new Value(
                    RuleStep.valueName(number),
                    sql.replace(value.name(), value.inline()),
                    value.type());
        }
        if (step instanceof ValueStep.Mask mask) {
            return mask(column, mask, value.asText());
        }
        throw new IllegalStateException("No such step: " + step);
    }

    /** A function of a text; {@code template} has the text as its first argument. */
    private Value text(
            String rule, String column, String description, Value value, String template) {
        Value text = value.asText();
        String sql = template.formatted(text.name());
        int step =
                steps.value(
                        rule, column, description, sql, "(%s) <> %s".formatted(sql, text.name()));
        return new Value(RuleStep.valueName(step), template.formatted(text.inline()), "string");
    }

    private Value map(String column, ValueStep.ValueMap map, Value value) {
        String cases =
                map.values().entrySet().stream()
                        .map(
                                entry ->
                                        " WHEN %s THEN %s"
                                                .formatted(
                                                        SparkSql.literal(entry.getKey()),
                                                        SparkSql.literal(entry.getValue())))
                        .collect(Collectors.joining());
        String sql = "CASE %s" + cases.replace("%", "%%") + " END";
        String found =
                "%s IN (%s)".formatted(value.name(), SparkSql.literals(map.values().keySet()));
        int step =
                steps.value(
                        "map",
                        column,
                        "mapped by %d entr%s"
                                .formatted(
                                        map.values().size(),
                                        map.values().size() == 1 ? "y" : "ies"),
                        sql.formatted(value.name()),
                        found);
        return missing.value(
                "map",
                column,
                map.otherwise(),
                value.name(),
                found,
                value,
                new Value(RuleStep.valueName(step), sql.formatted(value.inline()), "string"));
    }

    private Value lookup(String column, ValueStep.Lookup lookup, Value value) {
        LookupPlan plan =
                steps.lookup(lookup.table(), List.of(value.inline()), List.of(lookup.value()));
        int step =
                steps.value(
                        "lookup",
                        column,
                        "looked up in %s: %s by %s"
                                .formatted(
                                        plan.location(),
                                        lookup.value(),
                                        String.join(", ", plan.keys())),
                        plan.valueName(0),
                        "%s AND NOT (%s <=> %s)"
                                .formatted(plan.foundName(), plan.valueName(0), value.name()));
        return missing.value(
                "lookup",
                column,
                lookup.otherwise(),
                value.name(),
                plan.foundName(),
                value,
                new Value(RuleStep.valueName(step), plan.valueName(0), "string"));
    }

    private Value mask(String column, ValueStep.Mask mask, Value value) {
        String sql =
                switch (mask.how()) {
                    case HASH ->
                            "drover_mask(%s, %%1$s)"
                                    .formatted(
                                            SparkSql.literal(SparkSql.maskName(table, column))
                                                    .replace("%", "%%"));
                    case REDACT -> "CASE WHEN %1$s IS NOT NULL THEN '***' END";
                    case KEEP_LAST ->
                            "concat(repeat('*', greatest(char_length(%%1$s) - %d, 0)), right(%%1$s, %d))"
                                    .formatted(mask.keep(), mask.keep());
                };
        int step =
                steps.value(
                        "mask",
                        column,
                        "masked: " + mask.how().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        sql.formatted(value.name()),
                        value.name() + " IS NOT NULL");
        return new Value(RuleStep.valueName(step), sql.formatted(value.inline()), "string");
    }
}
