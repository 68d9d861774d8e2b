package io.drover.spec;

import com.typesafe.config.ConfigObject;
import io.drover.model.rules.OnViolation;
import io.drover.spec.rules.ValueStep.Otherwise;
import io.drover.spec.rules.Violation;
import java.util.List;

/** What a rule does with a row or a value that it cannot take: a word, or a default and a flag. */
final class ViolationReader {
    private static final String ON_VIOLATION = "on-violation";
    private static final String OTHERWISE = "otherwise";

    private final boolean flagColumn;

    /** Of a table with or without {@code flag-column}. */
    ViolationReader(boolean flagColumn) {
        this.flagColumn = flagColumn;
    }

    /** Of a rule that is about one column. */
    Violation ofColumn(SpecNode node) {
        return node.find(ON_VIOLATION) instanceof ConfigObject
                ? flagged(node.child(ON_VIOLATION, SpecNode.empty()))
                : word(node, "quarantine, stop or { default = …, flag = true }");
    }

    /** Of a check on several columns or on none, where a default has no place. */
    Violation ofRow(SpecNode node) {
        if (!(node.find(ON_VIOLATION) instanceof ConfigObject)) {
            return word(node, "quarantine, stop or { flag = true }");
        }
        SpecNode child = node.child(ON_VIOLATION, SpecNode.empty());
        if (child.writes("default")) {
            child.problem("default", "has no column to go to: this check is about the row");
        }
        return flagged(child);
    }

    /** Of a map, a lookup or an id-map; violation when it is not written. */
    Otherwise otherwise(SpecNode node) {
        if (node.find(OTHERWISE) instanceof ConfigObject) {
            SpecNode child = node.child(OTHERWISE, SpecNode.empty());
            String text = RuleTexts.requiredVerbatim(child, "default");
            boolean flag = child.truth("flag");
            refuseFlagWithoutColumn(child, flag);
            child.refuseUnknownKeys();
            return new Otherwise(Otherwise.Way.DEFAULT, text, flag);
        }
        int choice =
                structureless(node, OTHERWISE, "keep, violation or { default = … }")
                        ? node.choice(OTHERWISE, List.of("keep", "violation"))
                        : -1;
        return new Otherwise(
                choice == 0 ? Otherwise.Way.KEEP : Otherwise.Way.VIOLATION, null, false);
    }

    private static Violation word(SpecNode node, String wanted) {
        int choice =
                structureless(node, ON_VIOLATION, wanted)
                        ? node.choice(ON_VIOLATION, List.of("quarantine", "stop"))
                        : -1;
        return choice == 1 ? new Violation(OnViolation.STOP, null) : Violation.QUARANTINE;
    }

    private static boolean structureless(SpecNode node, String key, String wanted) {
        boolean list = node.find(key) != null && SpecNode.isStructure(node.find(key));
        if (list) {
            node.problem(key, "must be " + wanted + "; got a list");
        }
        return !list;
    }

    private Violation flagged(SpecNode child) {
        String text = RuleTexts.verbatim(child, "default");
        boolean flag = child.truth("flag");
        if (!child.writes("flag") || "false".equals(child.optionalText("flag"))) {
            child.problem(
                    "flag",
                    "must be true: a row that broke a rule and is loaded all the same is marked");
        }
        refuseFlagWithoutColumn(child, flag);
        child.refuseUnknownKeys();
        return new Violation(OnViolation.FLAG, text);
    }

    private void refuseFlagWithoutColumn(SpecNode child, boolean flag) {
        if (flag && !flagColumn) {
            child.problem(
                    "flag",
                    "is raised nowhere: the table has no flag-column, as in"
                            + " flag-column = requires_review");
        }
    }
}
