package io.drover.spec.rules;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What of a table nobody may see: no value of it may be in a message, the ledger or a report. */
public final class MaskedColumns {
    private MaskedColumns() {}

    /**
     * The source columns that a masked column is made of; of an expression every word that could be
     * one.
     */
    public static Set<String> sources(TableRules rules) {
        Set<String> columns = new LinkedHashSet<>();
        for (ColumnRule rule : rules.columns()) {
            if (masks(rule)) {
                columns.addAll(read(rule.value()));
            }
        }
        return columns;
    }

    /** The target columns that are masked, or whose rules read what another one masks. */
    public static Set<String> targets(TableRules rules) {
        Set<String> sources = sources(rules);
        Set<String> columns = new LinkedHashSet<>();
        for (ColumnRule rule : rules.columns()) {
            if (masks(rule) || read(rule.value()).stream().anyMatch(sources::contains)) {
                columns.add(rule.column());
            }
        }
        return columns;
    }

    private static boolean masks(ColumnRule rule) {
        return rule.steps().stream().anyMatch(ValueStep.Mask.class::isInstance);
    }

    private static List<String> read(ValueOrigin value) {
        if (value instanceof ValueOrigin.FromColumn from) {
            return List.of(from.column());
        }
        if (value instanceof ValueOrigin.Concat concat) {
            return concat.of();
        }
        if (value instanceof ValueOrigin.Split split) {
            return List.of(split.from());
        }
        if (value instanceof ValueOrigin.NameUuid uuid) {
            return uuid.of();
        }
        if (value instanceof ValueOrigin.DenseKey dense) {
            return dense.of();
        }
        if (value instanceof ValueOrigin.MappedKey mapped) {
            return mapped.of();
        }
        if (value instanceof ValueOrigin.Expression expression) {
            return SparkSqlTokens.of(expression.sql()).stream()
                    .filter(SparkSqlTokens.Token::isName)
                    .map(SparkSqlTokens.Token::text)
                    .toList();
        }
        return List.of();
    }
}
