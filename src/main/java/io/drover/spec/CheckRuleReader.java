package io.drover.spec;

import io.drover.model.Nullable;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.CheckRule.Condition;
import io.drover.spec.rules.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes the records of one {@code checks} entry: one for each condition that it writes. */
final class CheckRuleReader {
    private static final List<String> OF_COLUMN =
            List.of("required", "one-of", "pattern", "range", "max-length");
    private static final List<String> OF_ROW = List.of("unique", "exists", "holds");

    private final LookupTableReader lookups;
    private final ViolationReader violations;

    CheckRuleReader(LookupTableReader lookups, ViolationReader violations) {
        this.lookups = lookups;
        this.violations = violations;
    }

    List<CheckRule> read(SpecNode node) {
        List<String> ofColumn = OF_COLUMN.stream().filter(node::writes).toList();
        List<String> ofRow = OF_ROW.stream().filter(node::writes).toList();
        String column = node.optionalText("column");
        if (ofColumn.isEmpty() && ofRow.isEmpty()) {
            node.problem("", "checks nothing; write one of " + all());
        } else if (!ofRow.isEmpty() && ofColumn.size() + ofRow.size() > 1) {
            node.problem(ofRow.get(0), "is a check of its own; write it in another entry");
        } else if (!ofRow.isEmpty() && node.writes("column")) {
            node.problem("column", "does not go with " + ofRow.get(0) + ", which is about the row");
        } else if (!ofColumn.isEmpty() && column == null && !node.has("column")) {
            node.problem(
                    "column",
                    "is missing: the target column that " + ofColumn.get(0) + " is about");
        }
        List<Condition> conditions = new ArrayList<>();
        conditions(node, conditions);
        Violation violation = ofRow.isEmpty() ? violations.ofColumn(node) : violations.ofRow(node);
        node.refuseUnknownKeys();
        return conditions.stream()
                .map(
                        condition ->
                                new CheckRule(
                                        node.origin(),
                                        column == null ? "" : column,
                                        condition,
                                        violation))
                .toList();
    }

    private static String all() {
        return String.join(", ", OF_COLUMN) + ", " + String.join(", ", OF_ROW);
    }

    /** Absent keys are looked for too, so that a wrong one is compared with all that is right. */
    private void conditions(SpecNode node, List<Condition> conditions) {
        if (node.truth("required")) {
            conditions.add(new CheckRule.Required());
        } else if ("false".equals(node.optionalText("required"))) {
            node.problem("required", "must be true, or not be written");
        }
        List<String> oneOf = node.texts("one-of");
        if (node.writes("one-of")) {
            RuleTexts.names(node, "one-of");
            conditions.add(new CheckRule.OneOf(oneOf));
        }
        String regex = node.optionalText("pattern");
        if (regex != null) {
            refuseBadRegex(node, regex);
            conditions.add(new CheckRule.Pattern(regex));
        }
        SpecNode range = node.child("range");
        if (node.writesObject("range")) {
            conditions.add(range(range));
        }
        if (node.has("max-length")) {
            conditions.add(new CheckRule.MaxLength((int) node.count("max-length", 1, 1 << 30)));
        }
        node.find("max-length");
        List<String> unique = node.texts("unique");
        if (node.writes("unique")) {
            RuleTexts.names(node, "unique");
            conditions.add(new CheckRule.Unique(unique));
        }
        SpecNode exists = node.child("exists");
        if (node.writesObject("exists")) {
            conditions.add(exists(exists));
        }
        String holds = RuleTexts.sql(node, "holds");
        if (holds != null) {
            conditions.add(new CheckRule.Holds(holds));
        }
    }

    private static void refuseBadRegex(SpecNode node, String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException failure) {
            node.problem(
                    "pattern",
                    "is no regular expression: %s in \"%s\""
                            .formatted(failure.getDescription(), regex));
        }
    }

    private static Condition range(SpecNode node) {
        String min = node.optionalText("min");
        String max = node.optionalText("max");
        BigDecimal least = number(min);
        BigDecimal most = number(max);
        if (!node.writes("min") && !node.writes("max")) {
            node.problem("min", "is missing: write min, max or both");
        } else if (least != null && most != null && least.compareTo(most) > 0) {
            node.problem("max", "must be at least min (" + min + "); got " + max);
        }
        node.refuseUnknownKeys();
        return new CheckRule.Range(min, max);
    }

    private static @Nullable BigDecimal number(@Nullable String text) {
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private Condition exists(SpecNode node) {
        List<String> of = RuleTexts.names(node, "of");
        List<String> keys = RuleTexts.nameOrNames(node, "key");
        if (!of.isEmpty() && keys.size() != of.size()) {
            node.problem(
                    "key",
                    "must name as many columns as of: %d, not %d"
                            .formatted(of.size(), keys.size()));
        }
        Condition exists = new CheckRule.Exists(of, lookups.read(node, keys, List.of()));
        node.refuseUnknownKeys();
        return exists;
    }
}
