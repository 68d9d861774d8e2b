package io.drover.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.spec.ReconcileSpec.DigestPlace;
import io.drover.spec.ReconcileSpec.QuerySpec;
import io.drover.spec.TableReconcileSpec.ReferenceSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a migration, and an entry of {@code tables}, say of how the rows are proven. */
final class ReconcileReader {
    /** Enough to draw a sample that a person looks at; whole tables are for digests. */
    private static final long MOST_SAMPLE_ROWS = 10_000;

    private final ConfigObject queryDefaults;
    private final ConfigObject referenceDefaults;

    ReconcileReader(ConfigObject defaults) {
        this.queryDefaults = (ConfigObject) defaults.get("query");
        this.referenceDefaults = (ConfigObject) defaults.get("reference");
    }

    ReconcileSpec migration(SpecNode node) {
        SpecNode sample = node.child("sample");
        Set<Level> levels = levels(node);
        ReconcileSpec reconcile =
                new ReconcileSpec(
                        (int) node.count("shown-differences", 0, 10_000),
                        node.count("max-differences", 0, Long.MAX_VALUE),
                        levels,
                        node.oneOf("digest", DigestPlace.class),
                        sample.count("rows", 1, MOST_SAMPLE_ROWS),
                        sample.count("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                        node.duration("patience", Duration.ZERO),
                        queries(node),
                        node.writes("levels") ? levels : Set.of());
        sample.refuseUnknownKeys();
        node.refuseUnknownKeys();
        return reconcile;
    }

    TableReconcileSpec table(SpecNode table) {
        SpecNode node = table.child("reconcile");
        TableReconcileSpec reconcile =
                new TableReconcileSpec(
                        node.texts("leave-out"),
                        distances(node, "tolerances"),
                        node.texts("group-by"),
                        distances(node, "thresholds"),
                        references(node));
        refuseToCompareWhatIsLeftOut(node, reconcile);
        node.refuseUnknownKeys();
        return reconcile;
    }

    private static Set<Level> levels(SpecNode node) {
        List<String> names =
                Arrays.stream(Level.values())
                        .filter(level -> level != Level.QUERIES)
                        .map(ReconcileReader::keyword)
                        .toList();
        EnumSet<Level> levels = EnumSet.noneOf(Level.class);
        for (String name : node.texts("levels")) {
            if (names.contains(name)) {
                levels.add(Level.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
            } else {
                node.problem("levels", wrongLevel(name, names));
            }
        }
        if (node.writesEmptyList("levels")) {
            node.problem("levels", "proves nothing; write at least one of " + all(names));
        }
        return levels;
    }

    private static String wrongLevel(String name, List<String> names) {
        return name.equals("queries")
                ? "holds \"queries\", which are asked wherever reconcile.queries has any; leave it out"
                : "holds \"%s\", which is no level%s"
                        .formatted(
                                name,
                                NearestName.to(name, names)
                                        .map(near -> ", did you mean \"" + near + "\"?")
                                        .orElse("; the levels are " + all(names)));
    }

    private List<QuerySpec> queries(SpecNode node) {
        List<QuerySpec> queries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SpecNode child : node.children("queries", queryDefaults)) {
            String name = child.text("name");
            if (!name.isEmpty() && !names.add(name)) {
                child.problem("name", "is set twice: \"" + name + "\"");
            }
            String source = child.text("source");
            String target = child.optionalText("target");
            ConfigValue tolerance = child.find("tolerance");
            queries.add(
                    new QuerySpec(
                            name,
                            source,
                            target == null ? source : target,
                            distance(child, tolerance, child.at("tolerance"))));
            child.refuseUnknownKeys();
        }
        return queries;
    }

    private List<ReferenceSpec> references(SpecNode node) {
        List<ReferenceSpec> references = new ArrayList<>();
        for (SpecNode child : node.children("references", referenceDefaults)) {
            List<String> columns = RuleTexts.names(child, "columns");
            List<String> referenced = child.texts("referenced");
            TableName table = tableName(child);
            if (!referenced.isEmpty() && referenced.size() != columns.size()) {
                child.problem(
                        "referenced",
                        "must name as many columns as columns: %d, not %d"
                                .formatted(columns.size(), referenced.size()));
            }
            references.add(
                    new ReferenceSpec(columns, table, referenced.isEmpty() ? columns : referenced));
            child.refuseUnknownKeys();
        }
        return references;
    }

    private static TableName tableName(SpecNode node) {
        String text = node.text("table");
        try {
            return text.isEmpty() ? new TableName("", "") : TableNames.parse(text);
        } catch (IllegalArgumentException failure) {
            node.problem("table", failure.getMessage());
            return new TableName("", "");
        }
    }

    /** Columns and how far two values may be apart, sorted by column. */
    private static Map<String, BigDecimal> distances(SpecNode node, String key) {
        Map<String, BigDecimal> distances = new LinkedHashMap<>();
        ConfigValue value = node.find(key);
        if (value instanceof ConfigObject object) {
            for (String column : new TreeMap<>(object).keySet()) {
                String path = node.at(key) + "." + column;
                distances.put(column, distance(node, object.get(column), path));
            }
        } else if (value != null) {
            node.problem(key, "must be an object { column = 0.01, … }");
        }
        return distances;
    }

    private static BigDecimal distance(SpecNode node, @Nullable ConfigValue value, String path) {
        if (value == null) {
            return BigDecimal.ZERO;
        }
        String text =
                SpecNode.isStructure(value) || value.unwrapped() == null
                        ? "something else"
                        : value.atKey("v").getString("v");
        try {
            BigDecimal distance = new BigDecimal(text.strip());
            if (distance.signum() >= 0) {
                return distance;
            }
        } catch (NumberFormatException noNumber) {
            // Said below, as a number below 0 is.
        }
        node.problem(value, path, "must be a number from 0, such as 0.01; got " + text);
        return BigDecimal.ZERO;
    }

    private static void refuseToCompareWhatIsLeftOut(SpecNode node, TableReconcileSpec spec) {
        Map<String, Set<String>> compared = new LinkedHashMap<>();
        compared.put("tolerances", spec.tolerances().keySet());
        compared.put("group-by", new HashSet<>(spec.groupBy()));
        compared.put("thresholds", spec.thresholds().keySet());
        compared.forEach(
                (key, columns) -> {
                    for (String column : spec.leaveOut()) {
                        if (columns.contains(column)) {
                            node.problem(
                                    key,
                                    "names \"%s\", which leave-out keeps out of the comparison; drop the one or the other"
                                            .formatted(column));
                        }
                    }
                });
    }

    private static String all(List<String> names) {
        return String.join(", ", names);
    }

    private static String keyword(Level level) {
        return level.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
