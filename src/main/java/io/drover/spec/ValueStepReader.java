package io.drover.spec;

import io.drover.model.Nullable;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.ValueStep.LookupTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The changes that a {@code columns} entry makes to its value, in the order they are done. */
final class ValueStepReader {
    private static final List<String> STEPS =
            List.of("trim", "unicode", "case", "map", "lookup", "mask");

    private final LookupTableReader lookups;
    private final ViolationReader violations;
    private final Set<String> unsetVariables;

    /**
     * @param unsetVariables what the spec takes from the environment and did not find there
     */
    ValueStepReader(
            LookupTableReader lookups, ViolationReader violations, Set<String> unsetVariables) {
        this.lookups = lookups;
        this.violations = violations;
        this.unsetVariables = unsetVariables;
    }

    List<ValueStep> read(SpecNode node, ValueOrigin origin) {
        List<ValueStep> steps = new ArrayList<>();
        add(steps, node.optionalOneOf("trim", ValueStep.Trim.Ends.class), ValueStep.Trim::new);
        add(
                steps,
                node.optionalOneOf("unicode", ValueStep.UnicodeForm.Form.class),
                ValueStep.UnicodeForm::new);
        add(
                steps,
                node.optionalOneOf("case", ValueStep.LetterCase.To.class),
                ValueStep.LetterCase::new);
        add(steps, map(node), step -> step);
        add(steps, lookup(node), step -> step);
        add(steps, RuleTexts.verbatim(node, "default"), ValueStep.DefaultForNull::new);
        add(steps, mask(node), step -> step);
        refuseMisplacedOtherwise(node, origin);
        refuseStepsOfMadeValues(node, origin);
        return steps;
    }

    private static <T> void add(
            List<ValueStep> steps,
            @Nullable T read,
            java.util.function.Function<T, ValueStep> step) {
        if (read != null) {
            steps.add(step.apply(read));
        }
    }

    private @Nullable ValueStep map(SpecNode node) {
        Map<String, String> values = RuleTexts.pairs(node, "map");
        if (!node.writes("map")) {
            return null;
        }
        if (values.isEmpty() && node.find("map") instanceof com.typesafe.config.ConfigObject map) {
            if (map.isEmpty()) {
                node.problem("map", "is empty, and answers for no value");
            }
        }
        return new ValueStep.ValueMap(values, violations.otherwise(node));
    }

    private @Nullable ValueStep lookup(SpecNode node) {
        SpecNode child = node.child("lookup");
        if (!node.writesObject("lookup")) {
            return null;
        }
        String key = child.text("key");
        String value = child.text("value");
        LookupTable table = lookups.read(child, List.of(key), List.of(value));
        child.refuseUnknownKeys();
        if (node.writes("map")) {
            node.problem(
                    "lookup",
                    "and map exclude each other: otherwise could mean either; put what the map says"
                            + " into the table, or use an expression");
        }
        return new ValueStep.Lookup(table, value, violations.otherwise(node));
    }

    private @Nullable ValueStep mask(SpecNode node) {
        SpecNode child = node.child("mask");
        if (!node.writesObject("mask")) {
            return null;
        }
        ValueStep.Mask.How how = child.optionalOneOf("how", ValueStep.Mask.How.class);
        String secret = child.secretText("secret");
        int keep = (int) child.count("keep", 1, 1000);
        if (how == null && !child.has("how")) {
            child.problem("how", "is missing: write one of hash, redact, keep-last");
        } else if (how == ValueStep.Mask.How.HASH && secret == null && !hasStructure(child)) {
            child.problem("secret", "is missing" + whereSecretsComeFrom());
        } else if (how != null && how != ValueStep.Mask.How.HASH && child.writes("secret")) {
            child.problem("secret", "belongs to how = hash only");
        }
        if (how != null && how != ValueStep.Mask.How.KEEP_LAST && child.writes("keep")) {
            child.problem("keep", "belongs to how = keep-last only");
        }
        child.refuseUnknownKeys();
        return new ValueStep.Mask(
                how == null ? ValueStep.Mask.How.REDACT : how,
                how != ValueStep.Mask.How.HASH || secret == null ? null : new Secret(secret),
                how == ValueStep.Mask.How.KEEP_LAST ? keep : 0);
    }

    private static boolean hasStructure(SpecNode node) {
        return node.find("secret") != null && SpecNode.isStructure(node.find("secret"));
    }

    private String whereSecretsComeFrom() {
        return unsetVariables.isEmpty()
                ? ": hash needs one; write secret = ${?MASK_SECRET} and set that variable"
                : ": hash needs one, from a variable that is set; not set: "
                        + String.join(", ", unsetVariables);
    }

    private static void refuseMisplacedOtherwise(SpecNode node, ValueOrigin origin) {
        boolean asked =
                node.writes("map")
                        || node.writes("lookup")
                        || origin instanceof ValueOrigin.MappedKey;
        node.find("otherwise");
        if (node.writes("otherwise") && !asked) {
            node.problem(
                    "otherwise",
                    "belongs to map, lookup or id-map; what a check does is on-violation, and for"
                            + " NULL it is default");
        }
    }

    /** What a rule makes itself needs no cleansing, and a key that is changed is another key. */
    private static void refuseStepsOfMadeValues(SpecNode node, ValueOrigin origin) {
        String made =
                origin instanceof ValueOrigin.Constant
                        ? "constant"
                        : origin instanceof ValueOrigin.NameUuid
                                ? "uuid"
                                : origin instanceof ValueOrigin.DenseKey
                                        ? "dense"
                                        : origin instanceof ValueOrigin.MappedKey ? "id-map" : "";
        for (String step : STEPS) {
            if (!made.isEmpty() && node.writes(made) && node.writes(step)) {
                node.problem(step, "does not go with " + made + ", whose value is made as it is");
            }
        }
    }
}
