package io.drover.spec.rules;

import java.util.LinkedHashSet;
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
                columns.addAll(rule.value().columns());
            }
        }
        return columns;
    }

    /** The target columns that are masked, or whose rules read what another one masks. */
    public static Set<String> targets(TableRules rules) {
        Set<String> sources = sources(rules);
        Set<String> columns = new LinkedHashSet<>();
        for (ColumnRule rule : rules.columns()) {
            if (masks(rule) || rule.value().columns().stream().anyMatch(sources::contains)) {
                columns.add(rule.column());
            }
        }
        return columns;
    }

    private static boolean masks(ColumnRule rule) {
        return rule.steps().stream().anyMatch(ValueStep.Mask.class::isInstance);
    }
}
