package io.drover.spec;

import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules of one table that cannot both be meant. What an expression mentions is not seen here: an
 * expression may use a column that is dropped.
 */
final class RuleConflicts {
    private final SpecNode node;
    private final TableRules rules;

    RuleConflicts(SpecNode node, TableRules rules) {
        this.node = node;
        this.rules = rules;
    }

    void refuse() {
        refuseTwoMakersOfOneColumn();
        refuseRulesOnDroppedColumns();
        refuseRenamesOfTakenColumns();
        refuseChecksOfDroppedColumns();
    }

    private void refuseTwoMakersOfOneColumn() {
        Map<String, String> makers = new HashMap<>();
        rules.rename()
                .forEach(
                        (source, target) -> {
                            String other = makers.put(target, "rename." + source);
                            if (other != null) {
                                node.problem(
                                        "rename",
                                        "makes \"%s\" of \"%s\", and so does %s"
                                                .formatted(target, source, other));
                            }
                        });
        for (ColumnRule rule : rules.columns()) {
            String other = makers.putIfAbsent(rule.column(), rule.origin().path());
            if (other != null && !rule.column().isEmpty()) {
                node.problem(
                        rule.origin(),
                        "column \"%s\" is made by %s already".formatted(rule.column(), other));
            }
        }
        String flag = rules.flagColumn();
        if (flag != null && makers.containsKey(flag)) {
            node.problem(
                    "flag-column", "\"%s\" is made by %s too".formatted(flag, makers.get(flag)));
        }
    }

    private void refuseRulesOnDroppedColumns() {
        for (ColumnRule rule : rules.columns()) {
            for (String source : sources(rule.value())) {
                if (rules.drop().contains(source)) {
                    node.problem(rule.origin(), onDropped(source));
                }
            }
        }
        for (String source : rules.rename().keySet()) {
            if (rules.drop().contains(source)) {
                node.problem("rename", onDropped(source));
            }
        }
    }

    private static String onDropped(String source) {
        return "rule on a dropped column: \"%s\" is in drop; take it out of the one or the other"
                .formatted(source);
    }

    /** A column that a rule takes is not carried by itself, so its new name would go nowhere. */
    private void refuseRenamesOfTakenColumns() {
        for (ColumnRule rule : rules.columns()) {
            if (rule.value() instanceof ValueOrigin.FromColumn from
                    && rules.rename().containsKey(from.column())) {
                node.problem(
                        rule.origin(),
                        "from \"%s\", which rename carries as \"%s\"; to have both, write expression = \"`%s`\""
                                .formatted(
                                        from.column(),
                                        rules.rename().get(from.column()),
                                        from.column()));
            }
        }
    }

    /** A dropped column is not in the target, unless something else makes one of its name. */
    private void refuseChecksOfDroppedColumns() {
        List<String> made = rules.columns().stream().map(ColumnRule::column).toList();
        for (CheckRule check : rules.checks()) {
            for (String column : columns(check)) {
                if (rules.drop().contains(column)
                        && !made.contains(column)
                        && !rules.rename().containsValue(column)) {
                    node.problem(check.origin(), onDropped(column));
                }
            }
        }
    }

    private static List<String> columns(CheckRule check) {
        if (check.condition() instanceof CheckRule.Unique unique) {
            return unique.columns();
        }
        return check.condition() instanceof CheckRule.Exists exists
                ? exists.of()
                : List.of(check.column());
    }

    /**
     * The source columns that a rule takes the value of, and with it the column. A key may well be
     * made of a column that is not carried.
     */
    private static List<String> sources(ValueOrigin value) {
        if (value instanceof ValueOrigin.FromColumn from) {
            return List.of(from.column());
        }
        return value instanceof ValueOrigin.Split split ? List.of(split.from()) : List.of();
    }
}
