package io.drover.spec;

import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ValueOrigin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The id-maps of a whole spec: each is made by one table's {@code dense}, and other tables' keys
 * are translated through it once that table's are known. A table may translate through its own map.
 */
final class IdMaps {
    private final List<TableSpec> tables;
    private final SpecProblems problems;

    /** The number of the table that makes each map. */
    private final Map<String, Integer> makers = new TreeMap<>();

    private final Map<String, ColumnRule> makingRules = new HashMap<>();

    IdMaps(List<TableSpec> tables, SpecProblems problems) {
        this.tables = tables;
        this.problems = problems;
    }

    void refuseWrongOnes() {
        for (int table = 0; table < tables.size(); table++) {
            for (ColumnRule rule : tables.get(table).rules().columns()) {
                if (rule.value() instanceof ValueOrigin.DenseKey dense && !dense.map().isEmpty()) {
                    define(table, rule, dense.map());
                }
            }
        }
        for (int table = 0; table < tables.size(); table++) {
            for (ColumnRule rule : tables.get(table).rules().columns()) {
                if (rule.value() instanceof ValueOrigin.MappedKey mapped
                        && !mapped.map().isEmpty()) {
                    refuseWrongUse(table, rule, mapped.map());
                }
            }
        }
    }

    private void define(int table, ColumnRule rule, String map) {
        ColumnRule other = makingRules.putIfAbsent(map, rule);
        if (other == null) {
            makers.put(map, table);
        } else {
            problems.add(
                    rule.origin(),
                    "id-map \"%s\" is made by %s already; give each dense a map of its own"
                            .formatted(map, other.origin().path()));
        }
    }

    private void refuseWrongUse(int table, ColumnRule rule, String map) {
        Integer maker = makers.get(map);
        if (maker == null) {
            problems.add(
                    rule.origin(),
                    "id-map \"%s\" is made by no dense of this spec%s"
                            .formatted(
                                    map,
                                    NearestName.to(map, makers.keySet())
                                            .map(near -> ", did you mean \"" + near + "\"?")
                                            .orElse("")));
        } else if (maker != table && needs(maker).contains(table)) {
            problems.add(
                    rule.origin(),
                    "id-map \"%s\" goes in a circle: %s needs the keys of %s, and that one needs the keys of %s; translate one of them after the load"
                            .formatted(
                                    map,
                                    tables.get(table).name(),
                                    tables.get(maker).name(),
                                    tables.get(table).name()));
        }
    }

    /** The tables whose maps must be there before {@code table}, at whatever distance. */
    private Set<Integer> needs(int table) {
        Set<Integer> needed = new TreeSet<>();
        List<Integer> open = new ArrayList<>(List.of(table));
        Set<Integer> seen = new HashSet<>();
        while (!open.isEmpty()) {
            int next = open.remove(open.size() - 1);
            if (!seen.add(next)) {
                continue;
            }
            for (ColumnRule rule : tables.get(next).rules().columns()) {
                Integer maker =
                        rule.value() instanceof ValueOrigin.MappedKey mapped
                                ? makers.get(mapped.map())
                                : null;
                if (maker != null && maker != next) {
                    needed.add(maker);
                    open.add(maker);
                }
            }
        }
        return needed;
    }
}
