package io.drover.plan.rules;

import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which source column goes where: renamed, dropped, taken up by a rule, or carried under its own
 * name. A column that a rule takes its value from is not carried besides.
 */
public final class ColumnWays {
    private final Map<String, ColumnRule> ruled = new LinkedHashMap<>();
    private final Map<String, String> sourceOfTarget = new LinkedHashMap<>();
    private final Map<String, String> targetOfSource = new HashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Set<String> touched = new HashSet<>();

    public ColumnWays(TableInfo source, TableRules rules) {
        rules.columns().forEach(rule -> ruled.put(rule.column(), rule));
        leftOut.addAll(rules.drop());
        for (ColumnRule rule : rules.columns()) {
            if (rule.value() instanceof ValueOrigin.FromColumn from) {
                leftOut.add(from.column());
            } else if (rule.value() instanceof ValueOrigin.Split split) {
                leftOut.add(split.from());
            }
        }
        for (ColumnInfo column : source.columns()) {
            String name = rules.rename().getOrDefault(column.name(), column.name());
            if (!leftOut.contains(column.name()) && !ruled.containsKey(name)) {
                sourceOfTarget.put(name, column.name());
                targetOfSource.put(column.name(), name);
            }
        }
        Set<String> targets = new LinkedHashSet<>(sourceOfTarget.keySet());
        targets.addAll(ruled.keySet());
        for (CheckRule check : rules.checks()) {
            touched.addAll(CheckCompiler.columns(check, targets));
        }
    }

    /** The rule that makes a target column, or null. */
    public @Nullable ColumnRule rule(String target) {
        return ruled.get(target);
    }

    /** The source column that a target column is, or null where a rule or nothing makes it. */
    public @Nullable String sourceOf(String target) {
        return sourceOfTarget.get(target);
    }

    /** The target column that a source column becomes, or null where none is it as it is. */
    public @Nullable String targetOf(String source) {
        return targetOfSource.get(source);
    }

    /** Whether a rule looks at a column that is otherwise carried, so that it must be decoded. */
    public boolean touched(String target) {
        return sourceOfTarget.containsKey(target) && touched.contains(target);
    }

    /** Whether the spec says that a source column, as it is, does not reach the target. */
    public boolean leavesOut(String source) {
        return leftOut.contains(source) || !targetOfSource.containsKey(source);
    }
}
