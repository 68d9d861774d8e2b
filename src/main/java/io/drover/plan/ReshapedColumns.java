package io.drover.plan;

import io.drover.dialect.postgres.ColumnReferences;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.rules.ColumnWays;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a table as its rules reshape them, and what becomes of each source column: carried
 * under a name, succeeded by a ruled column, or gone.
 */
final class ReshapedColumns {
    private final TableInfo source;
    private final TableRules rules;
    private final ColumnWays ways;
    private final RuledTypes types;
    private final List<String> problems;
    private final List<ColumnInfo> columns = new ArrayList<>();
    private final Map<String, String> carried = new LinkedHashMap<>();
    private final Map<String, ColumnRule> successors = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> retyped = new HashMap<>();
    private final Map<String, String> generatedGone = new LinkedHashMap<>();

    ReshapedColumns(TableInfo source, TableRules rules, List<String> problems) {
        this.source = source;
        this.rules = rules;
        this.problems = problems;
        this.ways = new ColumnWays(source, rules);
        this.types = new RuledTypes(source, rules, problems);
        fates();
        lay();
        refuseTwins();
    }

    /** In the target's order. */
    List<ColumnInfo> columns() {
        return columns;
    }

    /** The target's name of each source column that is there in some form. */
    Map<String, String> names() {
        return names;
    }

    /** The target's name of a source column that is carried as it is, or null. */
    @Nullable
    String carried(String column) {
        return carried.get(column);
    }

    /** Why a column is not there in any form; null where it is. */
    @Nullable
    String whyGone(String column) {
        if (names.containsKey(column)) {
            return null;
        }
        if (generatedGone.containsKey(column)) {
            return generatedGone.get(column);
        }
        if (rules.drop().contains(column)) {
            return "drop leaves out " + column;
        }
        return "%s does not reach the target".formatted(column);
    }

    /** Why a column is not of its type any more; null where it is. */
    @Nullable
    String whyRetyped(String column) {
        return retyped.get(column);
    }

    /** Generated columns that cannot be made, with the reason. */
    Map<String, String> generatedGone() {
        return generatedGone;
    }

    private void fates() {
        for (ColumnInfo column : source.columns()) {
            String target = ways.targetOf(column.name());
            if (target != null && !target.equals(rules.flagColumn())) {
                carried.put(column.name(), target);
                names.put(column.name(), target);
                continue;
            }
            ColumnRule successor = successor(column.name());
            if (successor != null) {
                successors.put(column.name(), successor);
                names.put(column.name(), successor.column());
            }
        }
        for (ColumnInfo column : source.columns()) {
            ColumnRule rule = successors.get(column.name());
            if (rule != null && !types.of(rule).printed().equals(column.type())) {
                retyped.put(
                        column.name(),
                        "%s makes %s a %s"
                                .formatted(
                                        rule.origin().path(),
                                        rule.column(),
                                        types.of(rule).printed()));
            }
        }
        dropGenerated();
    }

    /**
     * The rule that takes a column's place: the one that makes a column of its name; else the first
     * that is made of it alone.
     */
    private @Nullable ColumnRule successor(String column) {
        String name = rules.rename().getOrDefault(column, column);
        ColumnRule same = ways.rule(name);
        if (same != null) {
            return same;
        }
        Set<String> namesakes = new LinkedHashSet<>();
        source.columns().forEach(each -> namesakes.add(each.name()));
        return rules.columns().stream()
                .filter(rule -> RuledTypes.isOfOnly(rule.value(), column))
                .filter(rule -> !successors.containsValue(rule))
                .filter(rule -> !namesakes.contains(rule.column()))
                .findFirst()
                .orElse(null);
    }

    private void dropGenerated() {
        for (ColumnInfo column : source.columns()) {
            if (column.generated() == null || !carried.containsKey(column.name())) {
                continue;
            }
            for (String mentioned : ColumnReferences.of(column.generated()).names()) {
                boolean ofTable =
                        source.columns().stream().anyMatch(each -> each.name().equals(mentioned));
                String why = ofTable ? whyUnusable(mentioned) : null;
                if (why != null) {
                    carried.remove(column.name());
                    names.remove(column.name());
                    generatedGone.put(
                            column.name(),
                            "%s is generated from %s, and %s"
                                    .formatted(column.name(), mentioned, why));
                    break;
                }
            }
        }
    }

    private @Nullable String whyUnusable(String column) {
        String gone = whyGone(column);
        return gone != null ? gone : whyRetyped(column);
    }

    private void lay() {
        Set<String> laid = new LinkedHashSet<>();
        for (ColumnInfo column : source.columns()) {
            String target = carried.get(column.name());
            ColumnRule successor = successors.get(column.name());
            if (target != null) {
                columns.add(carried(column, target));
                laid.add(target);
            } else if (successor != null && laid.add(successor.column())) {
                columns.add(types.column(successor, column));
            } else if (flagTakes(column) && laid.add(rules.flagColumn())) {
                columns.add(types.flag());
            }
        }
        for (ColumnRule rule : rules.columns()) {
            if (laid.add(rule.column())) {
                columns.add(types.column(rule, null));
            }
        }
        if (rules.flagColumn() != null && laid.add(rules.flagColumn())) {
            columns.add(types.flag());
        }
    }

    private boolean flagTakes(ColumnInfo column) {
        return rules.flagColumn() != null
                && rules.flagColumn().equals(ways.targetOf(column.name()));
    }

    private ColumnInfo carried(ColumnInfo column, String target) {
        return new ColumnInfo(
                target,
                column.type(),
                column.shape(),
                column.notNull(),
                column.collation(),
                column.defaultExpression(),
                column.identity(),
                column.generated() == null
                        ? null
                        : ColumnReferences.of(column.generated()).renamed(names),
                column.inherited(),
                column.storage(),
                column.comment());
    }

    private void refuseTwins() {
        Set<String> seen = new LinkedHashSet<>();
        for (ColumnInfo column : columns) {
            if (!seen.add(column.name())) {
                problems.add(
                        "%s: two columns would be named %s in the target. Rename or drop one of them."
                                .formatted(source.name(), column.name()));
            }
        }
    }
}
