package io.drover.plan.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.Nullable;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RuleStep;
import io.drover.plan.rules.Steps.Judgement;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep.Otherwise;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Compiles where the value of a column comes from. */
final class OriginCompiler {
    private static final Set<String> KEY_TYPES = Set.of("smallint", "int", "bigint", "string");

    private final String table;
    private final Steps steps;
    private final Decoding decoding;
    private final Missing missing;
    private final Consumer<String> problems;
    private final boolean guarded;

    /**
     * @param guarded whether rows may be left out before, for which expressions must not fail
     */
    OriginCompiler(
            String table,
            Steps steps,
            Decoding decoding,
            Consumer<String> problems,
            boolean guarded) {
        this.table = table;
        this.steps = steps;
        this.decoding = decoding;
        this.missing = new Missing(steps);
        this.problems = problems;
        this.guarded = guarded;
    }

    @Nullable
    Value origin(ColumnRule rule, String column) {
        ValueOrigin origin = rule.value();
        if (origin instanceof ValueOrigin.FromColumn from) {
            return known(rule, List.of(from.column())) ? decoding.value(from.column()) : null;
        }
        if (origin instanceof ValueOrigin.Constant constant) {
            String sql = SparkSql.literal(constant.text());
            return made("constant", column, "set to " + constant.text(), sql, "string");
        }
        if (origin instanceof ValueOrigin.Expression expression) {
            decoding.mention(expression.sql());
            String sql =
                    guarded
                            ? "CASE WHEN drover_filtered IS NULL AND NOT drover_duplicate THEN (%s) END"
                                    .formatted(expression.sql())
                            : "(" + expression.sql() + ")";
            int step = steps.expression(column, expression.sql(), sql);
            return new Value(RuleStep.valueName(step), "(" + expression.sql() + ")", null);
        }
        if (origin instanceof ValueOrigin.Concat concat) {
            return known(rule, concat.of()) ? concat(concat, column) : null;
        }
        if (origin instanceof ValueOrigin.Split split) {
            return known(rule, List.of(split.from())) ? split(split, column) : null;
        }
        if (origin instanceof ValueOrigin.NameUuid uuid) {
            return known(rule, uuid.of()) ? uuid(uuid, column) : null;
        }
        if (origin instanceof ValueOrigin.DenseKey dense) {
            return known(rule, dense.of())
                    ? mapped("dense", dense.map(), dense.of(), column, null)
                    : null;
        }
        if (origin instanceof ValueOrigin.MappedKey mapped) {
            return known(rule, mapped.of())
                    ? mapped("id-map", mapped.map(), mapped.of(), column, mapped.otherwise())
                    : null;
        }
        throw new IllegalStateException("No such origin: " + origin);
    }

    private boolean known(ColumnRule rule, List<String> columns) {
        boolean all = true;
        for (String column : columns) {
            if (!decoding.has(column)) {
                problems.accept(
                        "%s: %s has no column %s. It has %s."
                                .formatted(rule.origin(), table, column, decoding.known()));
                all = false;
            }
        }
        return all;
    }

    private Value made(String rule, String column, String description, String sql, String type) {
        int step = steps.value(rule, column, description, sql, "true");
        return new Value(RuleStep.valueName(step), sql, type);
    }

    private List<String> texts(List<String> columns) {
        return columns.stream().map(decoding::value).map(Value::asText).map(Value::inline).toList();
    }

    private Value concat(ValueOrigin.Concat concat, String column) {
        List<String> texts = texts(concat.of());
        String joined = String.join(", ", texts);
        String sql =
                "CASE WHEN coalesce(%s) IS NOT NULL THEN concat_ws(%s, %s) END"
                        .formatted(joined, SparkSql.literal(concat.separator()), joined);
        return made(
                "concat",
                column,
                "put together of " + String.join(", ", concat.of()),
                sql,
                "string");
    }

    private Value split(ValueOrigin.Split split, String column) {
        String sql =
                "get(split(%s, %s, -1), %d)"
                        .formatted(
                                decoding.value(split.from()).asText().inline(),
                                SparkSql.literal(java.util.regex.Pattern.quote(split.separator())),
                                split.part() - 1);
        return made(
                "split",
                column,
                "part %d of %s, cut at \"%s\""
                        .formatted(split.part(), split.from(), split.separator()),
                sql,
                "string");
    }

    private Value uuid(ValueOrigin.NameUuid uuid, String column) {
        String key = SparkSql.framed(texts(uuid.of()));
        String sql = SparkSql.nameUuid(uuid.namespace(), key);
        int step =
                steps.judgedValue(
                        "uuid",
                        column,
                        "a UUID made of " + String.join(", ", uuid.of()),
                        sql,
                        "true",
                        new Judgement(
                                "(%s) IS NULL".formatted(key),
                                SparkSql.literal(
                                        "no UUID can be made: %s is NULL"
                                                .formatted(String.join(", ", uuid.of()))),
                                OnViolation.QUARANTINE));
        return new Value(RuleStep.valueName(step), sql, "string");
    }

    private Value mapped(
            String rule,
            String map,
            List<String> of,
            String column,
            @Nullable Otherwise otherwise) {
        for (String each : of) {
            String type = decoding.value(each).type();
            if (!KEY_TYPES.contains(type)) {
                problems.accept(
                        "%s: %s of %s cannot be a key of the id-map %s: its text is not the same everywhere (%s). Whole numbers and texts can."
                                .formatted(column, each, table, map, type));
            }
        }
        String key = SparkSql.framed(texts(of));
        LookupPlan lookup =
                steps.lookup(
                        LookupPlan.Origin.ID_MAP,
                        map,
                        List.of("old_key"),
                        List.of(key),
                        List.of("new_key"),
                        null);
        String found = lookup.valueName(0);
        String description = "%s translated by the id-map %s".formatted(String.join(", ", of), map);
        int step = steps.value(rule, column, description, found, lookup.foundName());
        Value value = new Value(RuleStep.valueName(step), found, "string");
        Otherwise unknown =
                otherwise == null ? new Otherwise(Otherwise.Way.VIOLATION, null, false) : otherwise;
        return missing.value(rule, column, unknown, key, lookup.foundName(), value, value);
    }
}
