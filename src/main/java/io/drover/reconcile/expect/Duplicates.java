package io.drover.reconcile.expect;

import io.drover.model.rules.Fate;
import io.drover.spec.rules.DeduplicateRule;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * Of rows that agree all but the first have the fate of a duplicate, by the order of the rule, then
 * by all columns, and at last by place.
 */
final class Duplicates {
    private Duplicates() {}

    static Dataset<Row> judged(Dataset<Row> rows, DeduplicateRule rule, List<ReadColumn> columns) {
        List<Column> all = new ArrayList<>();
        columns.forEach(column -> all.add(functions.col(Work.quote(column.name()))));
        all.add(functions.col(SourceRead.TIE));
        List<Column> keys = new ArrayList<>();
        rule.by().forEach(sql -> keys.add(functions.expr(sql)));
        Column eligible = Work.alive().and(functions.not(functions.col(SourceRead.LOST)));
        for (Column key : keys) {
            eligible = eligible.and(key.isNotNull());
        }
        if (keys.isEmpty()) {
            keys.addAll(all);
        }
        Column place = functions.col(SourceRead.PLACE);
        List<Column> group = new ArrayList<>(keys);
        // Rows that cannot be duplicates are alone in their group.
        group.add(functions.when(functions.not(eligible), place));
        List<Column> order = order(rule);
        all.forEach(column -> order.add(column.asc_nulls_first()));
        order.add(place.asc());
        Column position =
                functions
                        .row_number()
                        .over(
                                Window.partitionBy(group.toArray(Column[]::new))
                                        .orderBy(order.toArray(Column[]::new)));
        return rows.withColumn("drover_position", position)
                .withColumn("drover_eligible", eligible)
                .withColumn(
                        Work.FATE,
                        functions
                                .when(
                                        functions
                                                .col("drover_eligible")
                                                .and(
                                                        functions
                                                                .col("drover_position")
                                                                .gt(functions.lit(1))),
                                        functions.lit(Fate.DEDUPLICATED.code()))
                                .otherwise(functions.col(Work.FATE)))
                .drop("drover_position", "drover_eligible");
    }

    private static List<Column> order(DeduplicateRule rule) {
        List<Column> order = new ArrayList<>();
        if (rule.keep() == DeduplicateRule.Keep.MOST_COMPLETE) {
            order.add(functions.col(ReadColumns.FILLED).desc_nulls_last());
        }
        for (String sql : rule.order()) {
            Column by = functions.expr(sql);
            order.add(
                    rule.keep() == DeduplicateRule.Keep.FIRST
                            ? by.asc_nulls_last()
                            : by.desc_nulls_last());
        }
        return order;
    }
}
