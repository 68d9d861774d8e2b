package io.drover.transform;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.rules.Deduplication;
import io.drover.model.rules.Fate;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuledColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/**
 * Does to rows what the rules of a table say. First filters, then the deduplication among the rows
 * that are left, then lookups and steps on each row.
 *
 * <p>Shape in: {@code drover_opaque}, the decoded columns, {@code drover_tid}, {@code
 * drover_undecodable}. Shape out: {@link FatedRow}. As many rows come out as went in.
 *
 * <p>Order: rows of narrow rules stay in their partition, in their order. Those of wide ones are
 * dealt into {@link RowRules#buckets} partitions by a hash of the key, the same in every attempt.
 *
 * <p>Repeats: no action; whatever Spark computes again is the same.
 */
public final class RowTransform {
    private static final String FILTERED = "drover_filtered";
    private static final String DUPLICATE = "drover_duplicate";
    private static final String BUCKET = "drover_bucket";
    private static final String ELIGIBLE = "drover_eligible";
    private static final int WORD_BITS = 64;

    private final RowRules rules;
    private final List<String> key;

    public RowTransform(RowRules rules) {
        this(rules, List.of());
    }

    /**
     * Of rows that are set aside the key is told, {@link FatedRow#KEY}.
     *
     * @param key decoded columns; none: it is not told
     */
    public RowTransform(RowRules rules, List<String> key) {
        this.rules = rules;
        this.key = List.copyOf(key);
    }

    /**
     * The rows with their fates.
     *
     * @param rows of a {@link RuleSession}
     * @param lookups by {@link LookupPlan#number}: the key and value columns of the plan, in that
     *     order, all text; keys are unique and not NULL
     */
    public Dataset<Row> apply(Dataset<Row> rows, Map<Integer, Dataset<Row>> lookups) {
        return RuleSession.inside(rows.sparkSession(), () -> applied(rows, lookups));
    }

    private Dataset<Row> applied(Dataset<Row> rows, Map<Integer, Dataset<Row>> lookups) {
        Dataset<Row> filtered = filter(rows);
        Dataset<Row> distinct =
                rules.deduplication() == null
                        ? filtered.withColumn(DUPLICATE, functions.lit(false))
                                .withColumn(FatedRow.KEPT, functions.lit(null).cast("bigint"))
                        : deduplicate(filtered, rules.deduplication());
        for (LookupPlan lookup : rules.lookups()) {
            distinct = join(distinct, lookup, lookups.get(lookup.number()));
        }
        Dataset<Row> stepped =
                new StepColumns(
                                rules.steps().stream()
                                        .filter(step -> step.kind() != RuleStep.Kind.FILTER)
                                        .toList())
                        .addTo(distinct);
        Dataset<Row> fated = stepped.select(output().toArray(Column[]::new));
        // A check that looks across rows deals them by its own columns; the load wants its buckets.
        return rules.shuffles() && (rules.deduplication() == null || looksAcrossRows())
                ? fated.repartition(rules.buckets(), functions.col(FatedRow.TID))
                : fated;
    }

    private boolean looksAcrossRows() {
        return rules.steps().stream().anyMatch(step -> step.rule().equals(RuleStep.UNIQUE));
    }

    private Dataset<Row> filter(Dataset<Row> rows) {
        List<RuleStep> filters = ofKind(RuleStep.Kind.FILTER);
        Dataset<Row> judged = new StepColumns(filters).addTo(rows);
        String first =
                filters.stream()
                        .map(
                                step ->
                                        "WHEN %s THEN %d"
                                                .formatted(
                                                        RuleStep.violatedName(step.number()),
                                                        step.number()))
                        .collect(Collectors.joining(" "));
        return judged.withColumn(
                FILTERED,
                functions.expr(
                        filters.isEmpty()
                                ? "CAST(NULL AS INT)"
                                : "CASE WHEN %s IS NOT NULL THEN CAST(NULL AS INT) %s END"
                                        .formatted(FatedRow.UNDECODABLE, first)));
    }

    /** Rows that cannot be duplicates are dealt out by their place, so that none piles up. */
    private Dataset<Row> deduplicate(Dataset<Row> rows, Deduplication deduplication) {
        List<Column> keys = new ArrayList<>();
        Column eligible =
                functions.col(FILTERED).isNull().and(functions.col(FatedRow.UNDECODABLE).isNull());
        for (String key : deduplication.keys()) {
            Column column = functions.expr(key);
            keys.add(column);
            eligible =
                    deduplication.nullIsNoDuplicate() ? eligible.and(column.isNotNull()) : eligible;
        }
        Column hash = functions.xxhash64(keys.toArray(Column[]::new));
        Dataset<Row> dealt =
                rows.withColumn(ELIGIBLE, eligible)
                        .withColumn(
                                BUCKET,
                                functions
                                        .when(functions.col(ELIGIBLE), hash)
                                        .otherwise(functions.xxhash64(functions.col(FatedRow.TID))))
                        .repartition(rules.buckets(), functions.col(BUCKET));
        List<Column> group =
                new ArrayList<>(List.of(functions.col(BUCKET), functions.col(ELIGIBLE)));
        group.addAll(keys);
        List<Column> order = new ArrayList<>();
        deduplication.order().forEach(sql -> order.add(ordered(sql)));
        order.add(functions.col(FatedRow.TID).asc());
        WindowSpec window =
                Window.partitionBy(group.toArray(Column[]::new))
                        .orderBy(order.toArray(Column[]::new));
        return dealt.withColumn(
                        DUPLICATE,
                        functions
                                .col(ELIGIBLE)
                                .and(functions.row_number().over(window).gt(functions.lit(1))))
                .withColumn(
                        FatedRow.KEPT,
                        functions.when(
                                functions.col(DUPLICATE),
                                functions.first(functions.col(FatedRow.TID)).over(window)));
    }

    /** {@code expression ASC|DESC NULLS FIRST|LAST}, always with both. */
    private static Column ordered(String sql) {
        if (sql.endsWith(" DESC NULLS LAST")) {
            return expression(sql, " DESC NULLS LAST").desc_nulls_last();
        }
        if (sql.endsWith(" ASC NULLS LAST")) {
            return expression(sql, " ASC NULLS LAST").asc_nulls_last();
        }
        if (sql.endsWith(" ASC NULLS FIRST")) {
            return expression(sql, " ASC NULLS FIRST").asc_nulls_first();
        }
        throw new IllegalArgumentException("An order without a direction: " + sql);
    }

    private static Column expression(String ordered, String suffix) {
        return functions.expr(ordered.substring(0, ordered.length() - suffix.length()));
    }

    private static Dataset<Row> join(Dataset<Row> rows, LookupPlan lookup, Dataset<Row> table) {
        List<Column> named = new ArrayList<>();
        for (int key = 0; key < lookup.keys().size(); key++) {
            named.add(table.col(SparkSql.quote(table.columns()[key])).as(lookup.keyName(key)));
        }
        for (int value = 0; value < lookup.values().size(); value++) {
            int column = lookup.keys().size() + value;
            named.add(
                    table.col(SparkSql.quote(table.columns()[column])).as(lookup.valueName(value)));
        }
        named.add(functions.lit(true).as(lookup.foundName()));
        Dataset<Row> right = functions.broadcast(table.select(named.toArray(Column[]::new)));
        Column condition = functions.lit(true);
        for (int key = 0; key < lookup.keys().size(); key++) {
            condition =
                    condition.and(
                            functions
                                    .expr(lookup.on().get(key))
                                    .equalTo(functions.col(lookup.keyName(key))));
        }
        return rows.join(right, condition, "left");
    }

    private List<Column> output() {
        String violated = anyOf(OnViolation.QUARANTINE);
        String stops = anyOf(OnViolation.STOP);
        String undecodable = FatedRow.UNDECODABLE + " IS NOT NULL";
        String fate =
                "CASE WHEN %s IS NOT NULL THEN %d WHEN %s THEN %d WHEN %s THEN %d WHEN %s OR %s THEN %d ELSE %d END"
                        .formatted(
                                FILTERED,
                                Fate.FILTERED.code(),
                                DUPLICATE,
                                Fate.DEDUPLICATED.code(),
                                stops + " AND NOT " + undecodable,
                                Fate.STOPS.code(),
                                undecodable,
                                violated,
                                Fate.QUARANTINED.code(),
                                Fate.LOADED.code());
        String step =
                "CASE WHEN %s IS NOT NULL THEN %s WHEN %s THEN %s END"
                        .formatted(
                                FILTERED,
                                FILTERED,
                                DUPLICATE,
                                rules.deduplication() == null
                                        ? "CAST(NULL AS INT)"
                                        : rules.deduplication().step());
        List<Column> columns = new ArrayList<>();
        columns.add(functions.col(FatedRow.OPAQUE));
        columns.add(functions.col(FatedRow.TID));
        columns.add(functions.expr(fate).as(FatedRow.FATE));
        columns.add(functions.expr(step).as(FatedRow.STEP));
        columns.add(functions.col(FatedRow.KEPT));
        columns.add(functions.expr(violations(violated, stops)).as(FatedRow.VIOLATIONS));
        columns.add(functions.expr(log()).as(FatedRow.LOG));
        for (RuledColumn column : rules.columns()) {
            columns.add(
                    functions
                            .expr("(" + column.expression() + ")")
                            .cast(column.sparkType())
                            .as(column.target()));
        }
        if (!key.isEmpty()) {
            columns.add(
                    functions
                            .expr(
                                    "CASE WHEN (%s) IN (%d, %d) THEN to_json(named_struct(%s)) END"
                                            .formatted(
                                                    fate,
                                                    Fate.QUARANTINED.code(),
                                                    Fate.STOPS.code(),
                                                    told()))
                            .as(FatedRow.KEY));
        }
        return columns;
    }

    private String told() {
        return key.stream()
                .map(
                        name ->
                                "%s, CAST(%s AS STRING)"
                                        .formatted(SparkSql.literal(name), SparkSql.quote(name)))
                .collect(Collectors.joining(", "));
    }

    private String anyOf(OnViolation what) {
        String any =
                judging()
                        .filter(step -> step.onViolation() == what)
                        .map(step -> RuleStep.violatedName(step.number()))
                        .collect(Collectors.joining(" OR "));
        return any.isEmpty() ? "false" : "(" + any + ")";
    }

    /**
     * Nothing is built for a row without a violation: that is nearly every row. Texts are no
     * columns of their own, which Spark might make for all rows.
     */
    private String violations(String violated, String stops) {
        String each =
                judging()
                        .map(
                                step ->
                                        ", CASE WHEN %s THEN %s END"
                                                .formatted(
                                                        RuleStep.violatedName(step.number()),
                                                        violation(
                                                                Integer.toString(step.number()),
                                                                step.message())))
                        .collect(Collectors.joining());
        String decoding =
                "CASE WHEN %s IS NOT NULL THEN %s END"
                        .formatted(
                                FatedRow.UNDECODABLE,
                                violation(Integer.toString(FatedRow.DECODE), FatedRow.UNDECODABLE));
        return "CASE WHEN %s IS NOT NULL OR %s OR %s THEN filter(array(%s%s), x -> x IS NOT NULL) END"
                .formatted(FatedRow.UNDECODABLE, violated, stops, decoding, each);
    }

    private static String violation(String step, String message) {
        return "named_struct('rule', CAST(%s AS INT), 'message', coalesce(CAST(%s AS STRING), ''))"
                .formatted(step, message);
    }

    private String log() {
        int words = (rules.steps().size() + WORD_BITS - 1) / WORD_BITS;
        List<String> bits = new ArrayList<>();
        for (int word = 0; word < words; word++) {
            int present = word;
            bits.add(
                    rules.steps().stream()
                            .filter(step -> step.changed() != null)
                            .filter(step -> step.number() / WORD_BITS == present)
                            .map(
                                    step ->
                                            "CASE WHEN %s THEN shiftleft(1L, %d) ELSE 0L END"
                                                    .formatted(
                                                            RuleStep.changedName(step.number()),
                                                            step.number() % WORD_BITS))
                            .collect(Collectors.joining(" | ", "(0L | ", ")"))
                            .replace("(0L | )", "0L"));
        }
        return "array(%s)".formatted(bits.isEmpty() ? "0L" : String.join(", ", bits));
    }

    private List<RuleStep> ofKind(RuleStep.Kind kind) {
        return rules.steps().stream().filter(step -> step.kind() == kind).toList();
    }

    private java.util.stream.Stream<RuleStep> judging() {
        return rules.steps().stream()
                .filter(step -> step.violated() != null)
                .filter(
                        step ->
                                step.kind() == RuleStep.Kind.VALUE
                                        || step.kind() == RuleStep.Kind.CHECK);
    }
}
