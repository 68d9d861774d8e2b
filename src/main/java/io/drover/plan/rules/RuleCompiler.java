package io.drover.plan.rules;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.spark.SparkSql;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.Deduplication;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuledColumn;
import io.drover.plan.rules.Steps.Judgement;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.DeduplicateRule;
import io.drover.spec.rules.FilterRule;
import io.drover.spec.rules.MaskedColumns;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes of a table's rules what is done with each of its rows, as Spark SQL text. What is wrong is
 * told to {@code problems}, all of it.
 */
public final class RuleCompiler {
    private final TableInfo source;
    private final TableInfo target;
    private final TableRules rules;
    private final ColumnWays ways;
    private final Consumer<String> problems;
    private final Steps steps;
    private final Decoding decoding;

    /**
     * @param target what takes the rows: the standing table, or the source's as the rules reshape
     *     it
     */
    public RuleCompiler(
            TableInfo source,
            TableInfo target,
            TableRules rules,
            ColumnWays ways,
            Consumer<String> problems) {
        this.source = source;
        this.target = target;
        this.rules = rules;
        this.ways = ways;
        this.problems = problems;
        this.decoding = new Decoding(source);
        this.steps = new Steps(hidden());
    }

    /**
     * The rules of the rows.
     *
     * @param buckets into which a deduplication deals them
     */
    public RowRules compile(int buckets) {
        filters();
        @Nullable Deduplication deduplication = deduplication();
        Map<String, Value> values = new LinkedHashMap<>();
        Map<String, ColumnInfo> made = new LinkedHashMap<>();
        ColumnCompiler columns =
                new ColumnCompiler(
                        source.name().toString(),
                        steps,
                        decoding,
                        problems,
                        !rules.filters().isEmpty() || deduplication != null);
        for (ColumnInfo column : target.columns()) {
            @Nullable ColumnRule rule = ways.rule(column.name());
            if (rule != null) {
                @Nullable Value value = columns.compile(rule, column);
                if (value != null) {
                    values.put(column.name(), value);
                    made.put(column.name(), column);
                }
            } else if (ways.touched(column.name())) {
                values.put(column.name(), decoding.value(ways.sourceOf(column.name())));
            }
        }
        Map<String, Value> before = new LinkedHashMap<>(values);
        CheckCompiler checks = new CheckCompiler(steps, values, problems);
        rules.checks().forEach(checks::compile);
        for (ColumnInfo column : target.columns()) {
            // A check that sets a default makes a column anew that was only looked at.
            Value value = values.get(column.name());
            if (value != null && !value.equals(before.get(column.name()))) {
                made.put(column.name(), column);
            }
        }
        List<RuledColumn> ruled = new ArrayList<>();
        steps.from(null);
        for (ColumnInfo column : target.columns()) {
            if (made.containsKey(column.name())) {
                Value value = values.get(column.name());
                refuseNull(column, value);
                ruled.add(column(column, value.name()));
            }
        }
        flag(ruled);
        boolean wide =
                deduplication != null || rules.checks().stream().anyMatch(RuleCompiler::isWide);
        return new RowRules(
                decoding.all(),
                steps.lookups(),
                steps.all(),
                completed(deduplication),
                ruled,
                wide ? Math.max(1, buckets) : 0,
                masked(),
                hidden().stream().sorted().toList(),
                rules.logRows());
    }

    private List<String> masked() {
        Set<String> masked = MaskedColumns.sources(rules);
        return source.columns().stream().map(ColumnInfo::name).filter(masked::contains).toList();
    }

    /** Also a column that carries what another one masks. */
    private Set<String> hidden() {
        Set<String> hidden = new HashSet<>(MaskedColumns.targets(rules));
        for (String column : masked()) {
            @Nullable String carried = ways.targetOf(column);
            if (carried != null) {
                hidden.add(carried);
            }
        }
        return hidden;
    }

    private static boolean isWide(CheckRule check) {
        return check.condition() instanceof CheckRule.Unique;
    }

    private void filters() {
        for (FilterRule filter : rules.filters()) {
            decoding.mention(filter.sql());
            steps.from(filter.origin());
            steps.filter(filter.sql());
        }
    }

    private @Nullable Deduplication deduplication() {
        DeduplicateRule rule = rules.deduplicate();
        if (rule == null) {
            return null;
        }
        rule.by().forEach(decoding::mention);
        rule.order().forEach(decoding::mention);
        String what = rule.by().isEmpty() ? "whole row" : String.join(", ", rule.by());
        String by = rule.order().isEmpty() ? "" : " by " + String.join(", ", rule.order());
        List<String> order = new ArrayList<>();
        String kept =
                switch (rule.keep()) {
                    case LATEST -> {
                        rule.order().forEach(sql -> order.add(sql + " DESC NULLS LAST"));
                        yield "the latest";
                    }
                    case FIRST -> {
                        rule.order().forEach(sql -> order.add(sql + " ASC NULLS LAST"));
                        yield "the first";
                    }
                    case MOST_COMPLETE -> {
                        decoding.countFilled();
                        order.add(Decoding.FILLED + " DESC NULLS LAST");
                        rule.order().forEach(sql -> order.add(sql + " DESC NULLS LAST"));
                        yield "the most complete";
                    }
                };
        steps.from(rule.origin());
        int step = steps.deduplicate("duplicates by %s: kept %s%s".formatted(what, kept, by));
        return new Deduplication(step, rule.by(), !rule.by().isEmpty(), order);
    }

    /** With all columns at the end of the order, which are known only now. */
    private @Nullable Deduplication completed(@Nullable Deduplication deduplication) {
        if (deduplication == null) {
            return null;
        }
        List<String> columns = new ArrayList<>();
        decoding.all().forEach(column -> columns.add(SparkSql.quote(column.name())));
        columns.add(FatedRow.OPAQUE);
        List<String> order = new ArrayList<>(deduplication.order());
        columns.forEach(column -> order.add(column + " ASC NULLS FIRST"));
        return new Deduplication(
                deduplication.step(),
                deduplication.keys().isEmpty() ? columns : deduplication.keys(),
                deduplication.nullIsNoDuplicate(),
                order);
    }

    private void refuseNull(ColumnInfo column, Value value) {
        boolean required =
                rules.checks().stream()
                        .anyMatch(
                                check ->
                                        check.condition() instanceof CheckRule.Required
                                                && check.column().equals(column.name())
                                                && check.violation().what() != OnViolation.FLAG);
        if (column.notNull() && !required) {
            steps.check(
                    "not-null",
                    column.name(),
                    "must not be NULL: the target's column is NOT NULL",
                    new Judgement(
                            value.name() + " IS NULL",
                            SparkSql.literal(
                                    column.name()
                                            + " is NULL, and the target's column is NOT NULL"),
                            OnViolation.QUARANTINE));
        }
    }

    private static RuledColumn column(ColumnInfo target, String expression) {
        return new RuledColumn(
                target.name(),
                target.type(),
                SparkTypes.loaded(target.type(), target.shape()).sparkType(),
                expression);
    }

    private void flag(List<RuledColumn> ruled) {
        if (rules.flagColumn() == null) {
            return;
        }
        target.columns().stream()
                .filter(column -> column.name().equals(rules.flagColumn()))
                .findFirst()
                .ifPresentOrElse(
                        column ->
                                ruled.add(
                                        column(
                                                column,
                                                steps.flags().isEmpty()
                                                        ? "false"
                                                        : String.join(" OR ", steps.flags()))),
                        () ->
                                problems.accept(
                                        "%s: flag-column: %s has no column %s."
                                                .formatted(
                                                        source.name(),
                                                        target.name(),
                                                        rules.flagColumn())));
    }
}
