package io.drover.transform;

import io.drover.model.rules.RuleStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Adds the columns of steps to rows: of each its value, whether it modified the row, and whether it
 * is violated. Columns that do not need each other are added together, since Spark resolves the
 * whole plan again for each addition.
 */
final class StepColumns {
    private static final Pattern NAME = Pattern.compile("drover_[rcv]\\d+");

    /** Name to Spark SQL, each after those it needs. */
    private final Map<String, String> expressions = new LinkedHashMap<>();

    private final Map<String, Integer> layers = new LinkedHashMap<>();

    StepColumns(List<RuleStep> steps) {
        for (RuleStep step : steps) {
            put(RuleStep.valueName(step.number()), step.value());
            put(RuleStep.changedName(step.number()), truth(step.changed()));
            put(RuleStep.violatedName(step.number()), truth(step.violated()));
        }
    }

    Dataset<Row> addTo(Dataset<Row> rows) {
        Map<Integer, List<Column>> byLayer = new TreeMap<>();
        expressions.forEach(
                (name, sql) ->
                        byLayer.computeIfAbsent(layers.get(name), layer -> new ArrayList<>())
                                .add(functions.expr(sql).as(name)));
        Dataset<Row> wider = rows;
        for (List<Column> layer : byLayer.values()) {
            List<Column> all = new ArrayList<>(List.of(functions.col("*")));
            all.addAll(layer);
            wider = wider.select(all.toArray(Column[]::new));
        }
        return wider;
    }

    /** What is neither true nor false is no reason to change or to refuse a row. */
    private static String truth(String sql) {
        return sql == null ? null : "coalesce((" + sql + "), false)";
    }

    private void put(String name, String sql) {
        if (sql == null) {
            return;
        }
        int layer = 0;
        Matcher needed = NAME.matcher(sql);
        while (needed.find()) {
            layer = Math.max(layer, layers.getOrDefault(needed.group(), -1) + 1);
        }
        expressions.put(name, sql);
        layers.put(name, layer);
    }
}
