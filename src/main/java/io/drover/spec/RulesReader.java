package io.drover.spec;

import com.typesafe.config.ConfigObject;
import io.drover.model.Nullable;
import io.drover.spec.RuleTexts.Passage;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.DeduplicateRule;
import io.drover.spec.rules.DeduplicateRule.Keep;
import io.drover.spec.rules.FilterRule;
import io.drover.spec.rules.SparkSqlTokens;
import io.drover.spec.rules.SparkSqlTokens.Token;
import io.drover.spec.rules.TableRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an entry of {@code tables} says of its rows. */
final class RulesReader {
    private final ConfigObject defaults;
    private final LookupTableReader lookups;
    private final Set<String> unsetVariables;

    /**
     * @param spec the file; those of lookups are found beside it
     * @param unsetVariables what the spec takes from the environment and did not find there
     */
    RulesReader(ConfigObject defaults, Path spec, Set<String> unsetVariables) {
        this.defaults = defaults;
        this.lookups = new LookupTableReader(spec);
        this.unsetVariables = unsetVariables;
    }

    TableRules read(SpecNode node) {
        String flagColumn = node.optionalText("flag-column");
        ViolationReader violations = new ViolationReader(node.writes("flag-column"));
        ColumnRuleReader columns =
                new ColumnRuleReader(
                        new ValueStepReader(lookups, violations, unsetVariables), violations);
        CheckRuleReader checks = new CheckRuleReader(lookups, violations);
        List<ColumnRule> columnRules = new ArrayList<>();
        for (SpecNode child : node.children("columns", (ConfigObject) defaults.get("column"))) {
            columnRules.add(columns.read(child));
        }
        List<CheckRule> checkRules = new ArrayList<>();
        for (SpecNode child : node.children("checks", (ConfigObject) defaults.get("check"))) {
            checkRules.addAll(checks.read(child));
        }
        TableRules rules =
                new TableRules(
                        rename(node),
                        node.texts("drop"),
                        columnRules,
                        RuleTexts.sqls(node, "filters").stream()
                                .map(filter -> new FilterRule(filter.origin(), filter.text()))
                                .toList(),
                        checkRules,
                        deduplicate(node),
                        flagColumn,
                        node.count("log-rows", 0, Long.MAX_VALUE));
        new RuleConflicts(node, rules).refuse();
        return rules;
    }

    private static Map<String, String> rename(SpecNode node) {
        Map<String, String> rename = RuleTexts.pairs(node, "rename");
        rename.forEach(
                (source, target) -> {
                    if (target.isBlank() || source.isBlank()) {
                        node.problem("rename", "holds an empty name");
                    }
                });
        return rename;
    }

    private static @Nullable DeduplicateRule deduplicate(SpecNode node) {
        SpecNode child = node.child("deduplicate");
        if (!node.writesObject("deduplicate")) {
            return null;
        }
        List<Passage> by = RuleTexts.sqls(child, "by");
        List<Passage> order = RuleTexts.sqls(child, "order");
        Keep keep = child.optionalOneOf("keep", Keep.class);
        if (keep != null && keep != Keep.MOST_COMPLETE && order.isEmpty() && !by.isEmpty()) {
            child.problem(
                    "order",
                    "is missing: %s by what? Write order = [updated_at], or the like"
                            .formatted(keep == Keep.LATEST ? "the latest" : "the first"));
        }
        for (Passage passage : order) {
            if (hasDirection(passage.text())) {
                child.problem(
                        "order",
                        "has a direction in \"%s\"; keep = latest takes the greatest, keep = first the least"
                                .formatted(passage.text()));
            }
        }
        child.refuseUnknownKeys();
        return new DeduplicateRule(
                child.origin(),
                by.stream().map(Passage::text).toList(),
                keep == null ? Keep.LATEST : keep,
                order.stream().map(Passage::text).toList());
    }

    private static boolean hasDirection(String sql) {
        try {
            List<Token> tokens = SparkSqlTokens.of(sql);
            Token last = tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
            return tokens.size() > 1
                    && last != null
                    && (last.isWord("asc") || last.isWord("desc"))
                    && !tokens.get(tokens.size() - 2).isSymbol(".");
        } catch (IllegalArgumentException notClosed) {
            return false;
        }
    }
}
