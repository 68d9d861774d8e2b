package io.drover.plan;

import io.drover.model.ColumnPlan;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuledColumn;
import io.drover.spec.rules.SparkSqlTokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** For people: what the rules of a table do, in order, and how each of its columns travels. */
final class PlannedRules {
    private final TablePlan table;
    private final Map<String, DecodedColumn> decoded = new HashMap<>();
    private final Map<String, List<String>> expressions = new HashMap<>();

    private PlannedRules(TablePlan table) {
        this.table = table;
        RowRules rules = table.rules();
        if (rules == null) {
            return;
        }
        rules.decoded().forEach(column -> decoded.put(column.name(), column));
        for (RuleStep step : rules.steps()) {
            if (step.value() != null) {
                expressions.put(RuleStep.valueName(step.number()), List.of(step.value()));
            }
            String judged = step.violated() == null ? step.changed() : step.violated();
            expressions.put(
                    RuleStep.changedName(step.number()),
                    judged == null ? List.of() : List.of(judged));
        }
        for (LookupPlan lookup : rules.lookups()) {
            expressions.put(lookup.foundName(), lookup.on());
            for (int value = 0; value < lookup.values().size(); value++) {
                expressions.put(lookup.valueName(value), lookup.on());
            }
        }
    }

    /** Nothing for a table whose columns keep their names and values. */
    static void render(StringBuilder text, TablePlan table) {
        boolean renames =
                table.columns().stream()
                        .anyMatch(column -> !column.source().equals(column.target()));
        if (table.rules() == null && !renames) {
            return;
        }
        PlannedRules planned = new PlannedRules(table);
        text.append("\n%s to %s\n".formatted(table.source(), table.target()));
        if (table.rules() != null) {
            planned.steps(text);
        }
        planned.columns(text);
    }

    private void steps(StringBuilder text) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("rule", "column", "what it does", "a violation"));
        for (RuleStep step : table.rules().steps()) {
            boolean judges = step.violated() != null && step.kind() != RuleStep.Kind.FILTER;
            rows.add(
                    List.of(
                            step.rule(),
                            step.column(),
                            step.description(),
                            judges ? consequence(step.onViolation()) : ""));
        }
        if (rows.size() > 1) {
            PlanText.align(text, rows);
            text.append('\n');
        }
    }

    private static String consequence(OnViolation what) {
        return switch (what) {
            case QUARANTINE -> "sets the row aside";
            case FLAG -> "raises the flag";
            case STOP -> "stops the run";
        };
    }

    private void columns(StringBuilder text) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("target column", "type", "source", "as rules see it", "verdict"));
        for (ColumnPlan column : table.columns()) {
            String verdict = column.verdict().name().toLowerCase(Locale.ROOT);
            rows.add(
                    List.of(
                            column.target(),
                            column.targetType(),
                            column.source() + " " + column.sourceType(),
                            decoded.containsKey(column.source())
                                    ? decoded.get(column.source()).sparkType()
                                    : "not looked at",
                            column.verdict() == TypeVerdict.LOSSLESS
                                    ? verdict
                                    : "%s%s: %s"
                                            .formatted(
                                                    verdict,
                                                    column.verdict() == TypeVerdict.LOSSY
                                                            ? ", waived"
                                                            : "",
                                                    column.reason())));
        }
        List<RuledColumn> ruled = table.rules() == null ? List.of() : table.rules().columns();
        for (RuledColumn column : ruled) {
            Set<String> sources = new LinkedHashSet<>();
            sources(column.expression(), sources, new LinkedHashSet<>());
            List<DecodedColumn> made = sources.stream().map(decoded::get).toList();
            rows.add(
                    List.of(
                            column.target(),
                            column.targetType(),
                            made.isEmpty()
                                    ? "none"
                                    : made.stream()
                                            .map(each -> each.name() + " " + each.sourceType())
                                            .collect(Collectors.joining(", ")),
                            made.stream()
                                            .map(DecodedColumn::sparkType)
                                            .distinct()
                                            .collect(Collectors.joining(", ", "", " "))
                                            .stripLeading()
                                    + "-> "
                                    + column.sparkType(),
                            "made by a rule"));
        }
        PlanText.align(text, rows);
    }

    /** The source columns that an expression comes from, through steps and lookups. */
    private void sources(String sql, Set<String> found, Set<String> seen) {
        for (SparkSqlTokens.Token token : SparkSqlTokens.of(sql)) {
            if (!token.isName() || !seen.add(token.text())) {
                continue;
            }
            if (decoded.containsKey(token.text())) {
                found.add(token.text());
            } else {
                expressions
                        .getOrDefault(token.text(), List.of())
                        .forEach(each -> sources(each, found, seen));
            }
        }
    }
}
