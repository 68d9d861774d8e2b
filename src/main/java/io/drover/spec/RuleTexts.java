package io.drover.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.drover.model.Nullable;
import io.drover.spec.rules.DeterministicSql;
import io.drover.spec.rules.SpecOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Texts of rules that {@link SpecNode} does not know of: SQL, blanks that count, pairs. */
final class RuleTexts {
    private RuleTexts() {}

    /** A text and where it stands: an element of a list. */
    record Passage(String text, SpecOrigin origin) {}

    /** A text that may be blank or empty; null when absent or, noted, not a text. */
    static @Nullable String verbatim(SpecNode node, String key) {
        ConfigValue value = node.find(key);
        if (value != null && SpecNode.isStructure(value)) {
            node.problem(key, "must be a text");
            return null;
        }
        return value == null ? null : String.valueOf(value.unwrapped());
    }

    /** Likewise, and it must be there. */
    static String requiredVerbatim(SpecNode node, String key) {
        String text = verbatim(node, key);
        if (text == null && !node.has(key)) {
            node.problem(key, "is missing");
        }
        return text == null ? "" : text;
    }

    /** A Spark SQL expression that is the same in every attempt; null when absent. */
    static @Nullable String sql(SpecNode node, String key) {
        String sql = node.optionalText(key);
        if (sql != null) {
            DeterministicSql.problems(sql).forEach(problem -> node.problem(key, problem));
        }
        return sql;
    }

    /** Spark SQL expressions, each where it stands. */
    static List<Passage> sqls(SpecNode node, String key) {
        List<Passage> passages = new ArrayList<>();
        int number = 0;
        for (ConfigValue value : node.list(key)) {
            String path = node.at(key) + "[" + number++ + "]";
            String sql =
                    SpecNode.isStructure(value) || value.unwrapped() == null
                            ? ""
                            : String.valueOf(value.unwrapped());
            if (sql.isBlank()) {
                node.problem(value, path, "must be a text that is not empty");
                continue;
            }
            DeterministicSql.problems(sql).forEach(problem -> node.problem(value, path, problem));
            passages.add(new Passage(sql, new SpecOrigin(value.origin().description(), path)));
        }
        return passages;
    }

    /** Names that must be there, at least one. */
    static List<String> names(SpecNode node, String key) {
        List<String> names = node.texts(key);
        if ((names.isEmpty() && !node.writes(key)) || node.writesEmptyList(key)) {
            node.problem(key, "is missing: name at least one column, as in [id]");
        }
        return names;
    }

    /** One name, or a list of them; at least one. */
    static List<String> nameOrNames(SpecNode node, String key) {
        ConfigValue value = node.find(key);
        boolean single = value == null || !SpecNode.isStructure(value);
        return single ? List.of(node.text(key)) : names(node, key);
    }

    /** Keys and texts, sorted by key; both count as they are written. */
    static Map<String, String> pairs(SpecNode node, String key) {
        Map<String, String> pairs = new TreeMap<>();
        ConfigValue value = node.find(key);
        if (value instanceof ConfigObject object) {
            for (String name : new TreeMap<>(object).keySet()) {
                ConfigValue text = object.get(name);
                if (SpecNode.isStructure(text) || text.unwrapped() == null) {
                    node.problem(
                            text,
                            node.at(key) + "." + name,
                            "must be a text; a key that holds a dot is written in quotes");
                } else {
                    pairs.put(name, String.valueOf(text.unwrapped()));
                }
            }
        } else if (value != null) {
            node.problem(key, "must be an object { old = new, … }");
        }
        return pairs;
    }
}
