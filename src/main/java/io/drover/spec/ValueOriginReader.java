package io.drover.spec;

import io.drover.model.Nullable;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep.Otherwise;
import java.util.List;

/** Where the value of a {@code columns} entry comes from: exactly one of eight. */
final class ValueOriginReader {
    private static final List<String> ORIGINS =
            List.of("from", "constant", "expression", "uuid", "concat", "split", "dense", "id-map");

    private ValueOriginReader() {}

    static ValueOrigin read(SpecNode node, ViolationReader violations) {
        List<String> written = ORIGINS.stream().filter(node::writes).toList();
        // Each is read even when another is there too, so that its own problems are said.
        ValueOrigin read = new ValueOrigin.Constant("");
        for (String key : ORIGINS) {
            ValueOrigin origin = written.contains(key) ? origin(node, key, violations) : null;
            read = origin == null ? read : origin;
            node.find(key);
        }
        if (written.isEmpty()) {
            node.problem("", "says not where the value comes from; write one of " + all());
        } else if (written.size() > 1) {
            node.problem(
                    written.get(1),
                    "is a second origin of the value beside %s; write one of %s"
                            .formatted(written.get(0), all()));
        }
        return read;
    }

    private static String all() {
        return String.join(", ", ORIGINS);
    }

    private static @Nullable ValueOrigin origin(
            SpecNode node, String key, ViolationReader violations) {
        boolean simple = ORIGINS.indexOf(key) < ORIGINS.indexOf("uuid");
        SpecNode object = simple ? null : node.child(key);
        SpecNode child = node.writesObject(key) ? object : null;
        return switch (key) {
            case "from" -> new ValueOrigin.FromColumn(node.text("from"));
            case "constant" ->
                    new ValueOrigin.Constant(RuleTexts.requiredVerbatim(node, "constant"));
            case "expression" -> {
                String sql = RuleTexts.sql(node, "expression");
                yield new ValueOrigin.Expression(sql == null ? "" : sql);
            }
            case "uuid" -> child == null ? null : uuid(child);
            case "concat" -> child == null ? null : concat(child);
            case "split" -> child == null ? null : split(child);
            case "dense" -> child == null ? null : dense(child);
            default -> child == null ? null : mapped(node, child, violations);
        };
    }

    private static ValueOrigin uuid(SpecNode node) {
        ValueOrigin uuid =
                new ValueOrigin.NameUuid(RuleTexts.names(node, "of"), node.text("namespace"));
        node.refuseUnknownKeys();
        return uuid;
    }

    private static ValueOrigin concat(SpecNode node) {
        String separator = RuleTexts.verbatim(node, "separator");
        ValueOrigin concat =
                new ValueOrigin.Concat(
                        RuleTexts.names(node, "of"), separator == null ? "" : separator);
        node.refuseUnknownKeys();
        return concat;
    }

    private static ValueOrigin split(SpecNode node) {
        String separator = RuleTexts.requiredVerbatim(node, "separator");
        if (separator.isEmpty() && node.writes("separator")) {
            node.problem("separator", "must not be empty");
        }
        ValueOrigin split =
                new ValueOrigin.Split(
                        node.text("from"), separator, (int) node.count("part", 1, 10_000));
        node.refuseUnknownKeys();
        return split;
    }

    private static ValueOrigin dense(SpecNode node) {
        ValueOrigin dense =
                new ValueOrigin.DenseKey(
                        node.text("map"),
                        RuleTexts.names(node, "of"),
                        node.count("start", 0, Long.MAX_VALUE));
        node.refuseUnknownKeys();
        return dense;
    }

    private static ValueOrigin mapped(SpecNode rule, SpecNode node, ViolationReader violations) {
        Otherwise otherwise = violations.otherwise(rule);
        if (otherwise.way() == Otherwise.Way.KEEP) {
            rule.problem(
                    "otherwise",
                    "must not be keep with id-map: an old key may be somebody else's new one");
        }
        ValueOrigin mapped =
                new ValueOrigin.MappedKey(node.text("map"), RuleTexts.names(node, "of"), otherwise);
        node.refuseUnknownKeys();
        return mapped;
    }
}
