package io.drover.reconcile.expect;

import io.drover.model.rules.Fate;
import io.drover.spec.rules.DeduplicateRule;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Of rows that agree all but the first have the fate of a duplicate, by the order of the rule, then
 * by all columns, and at last by place.
 */
final class Duplicates {
    private Duplicates() {}

    /** What decides between rows that agree in all that the rule orders by and looks at. */
    enum Ties {
        /** The bytes of the columns that are carried, as the load decides. */
        BY_BYTES,
        /**
         * Nothing that the load has too: if they would not be the same row, nothing is expected.
         */
        UNDECIDED
    }

    static Dataset<Row> judged(
            Dataset<Row> rows, DeduplicateRule rule, List<ReadColumn> columns, Ties ties) {
        List<Column> all = new ArrayList<>();
        columns.forEach(column -> all.add(functions.col(Work.quote(column.name()))));
        if (ties == Ties.BY_BYTES) {
            all.add(functions.col(SourceRead.TIE));
        }
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
        Column decided =
                functions
                        .rank()
                        .over(
                                Window.partitionBy(group.toArray(Column[]::new))
                                        .orderBy(order.toArray(Column[]::new)));
        if (ties == Ties.UNDECIDED) {
            order.add(functions.col(SourceRead.CARRIED).asc());
        }
        order.add(place.asc());
        WindowSpec last =
                Window.partitionBy(group.toArray(Column[]::new))
                        .orderBy(order.toArray(Column[]::new));
        Column position = functions.row_number().over(last);
        Dataset<Row> placed = rows;
        if (ties == Ties.UNDECIDED) {
            Column other =
                    functions
                            .col(SourceRead.CARRIED)
                            .notEqual(
                                    functions.first(functions.col(SourceRead.CARRIED)).over(last));
            placed =
                    rows.withColumn("drover_decided", decided)
                            .withColumn("drover_other", other)
                            .withColumn(
                                    Work.FATE,
                                    functions
                                            .when(
                                                    eligible.and(functions.col("drover_other"))
                                                            .and(
                                                                    functions
                                                                            .col("drover_decided")
                                                                            .equalTo(1)),
                                                    undecided(functions.col(SourceRead.CARRIED)))
                                            .otherwise(functions.col(Work.FATE)))
                            .drop("drover_decided", "drover_other");
        }
        return placed.withColumn("drover_position", position)
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

    /** Fails where it is evaluated. */
    private static Column undecided(Column row) {
        UDF1<byte[], Integer> refusal =
                ignored -> {
                    throw new IllegalStateException(
                            "which of several duplicates is kept is not decided by deduplicate.order, and the load decides by what only it has");
                };
        return functions.udf(refusal, DataTypes.IntegerType).apply(row);
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
