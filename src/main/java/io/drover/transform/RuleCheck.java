package io.drover.transform;

import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuledColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Asks Spark, without any data, whether the rules of a table can be applied: every expression
 * parses, knows its columns and functions, looks at one row at a time and has a type that its
 * column can take, and every constant is a value of its column.
 *
 * <p>Runs on: driver. Repeats: changes nothing. Memory: one row of NULLs.
 */
public final class RuleCheck {
    private static final Pattern OWN_NAME = Pattern.compile("drover_[rcvm]\\d+");

    private final SparkSession session;
    private final TablePlan table;
    private final RowRules rules;
    private final List<String> sourceColumns;
    private final Complaint complaint;
    private final List<Problem> problems = new ArrayList<>();

    /** Names of steps that Spark refused: what needs them cannot be judged. */
    private final Set<String> refused = new HashSet<>();

    /**
     * @param session a {@link RuleSession} that knows the {@link RuleFunctions}
     * @param table one with rules
     * @param sourceColumns all that the source's table has
     */
    public RuleCheck(SparkSession session, TablePlan table, List<String> sourceColumns) {
        this.session = session;
        this.sourceColumns = List.copyOf(sourceColumns);
        this.table = table;
        this.rules = table.rules();
        this.complaint = new Complaint(rules);
    }

    /**
     * What Spark says against a rule.
     *
     * @param step the rule; null where it is none's alone
     * @param text one sentence without its place in the spec
     */
    public record Problem(@Nullable RuleStep step, String text) {
        /** With file, line and path where the spec says it. */
        public String placed(TablePlan table) {
            return step == null || step.origin() == null
                    ? table.source() + ": " + text
                    : step.origin() + ": " + text;
        }
    }

    /** Everything that Spark says against the rules, in their order; none: they can be applied. */
    public List<Problem> problems() {
        return RuleSession.inside(session, this::judged);
    }

    private List<Problem> judged() {
        Optional<Dataset<Row>> whole = sound();
        if (whole.isEmpty()) {
            judgeEach();
        }
        problems.addAll(new ConstantCheck(session, rules).problems());
        if (problems.isEmpty() && whole.isPresent()) {
            apply(whole.get());
        }
        return List.copyOf(problems);
    }

    /**
     * The rules on one row of which nothing is known, if Spark takes them as a whole. Nearly always
     * it does, and asking for each by itself takes seconds where there are many.
     */
    private Optional<Dataset<Row>> sound() {
        try {
            Dataset<Row> looked = looked(input());
            for (RuleStep step : rules.steps()) {
                if (step.rule().equals("filter")) {
                    looked.where(functions.expr(step.written())).schema();
                } else if (step.rule().equals("expression")) {
                    looked.where(functions.expr(step.written()).isNull()).schema();
                }
            }
            Object[] row = new Object[rules.decoded().size() + 3];
            row[0] = new byte[0];
            row[row.length - 2] = 0L;
            Dataset<Row> nulls = session.createDataFrame(List.of(RowFactory.create(row)), schema());
            return Optional.of(new RowTransform(narrow()).apply(nulls, noLookups()));
        } catch (Exception refusal) {
            return Optional.empty();
        }
    }

    /** Finds all that Spark refuses, and whose it is. */
    private void judgeEach() {
        Dataset<Row> rows = judgeSteps(ofKind(RuleStep.Kind.FILTER), input());
        judgeDeduplication(rows);
        rows = judgeSteps(others(), looked(rows));
        for (RuledColumn column : rules.columns()) {
            judge(
                    stepOf(column),
                    "(" + column.expression() + ")",
                    rows,
                    sql -> functions.expr(sql).cast(column.sparkType()));
        }
    }

    /** Rows as they are read; there is none. */
    private Dataset<Row> input() {
        return session.createDataFrame(List.of(), schema());
    }

    private StructType schema() {
        StructType schema = new StructType().add(FatedRow.OPAQUE, DataTypes.BinaryType, false);
        for (DecodedColumn column : rules.decoded()) {
            schema = schema.add(column.name(), DataType.fromDDL(column.sparkType()), true);
        }
        return schema.add(FatedRow.TID, DataTypes.LongType, false)
                .add(FatedRow.UNDECODABLE, DataTypes.StringType, true);
    }

    /** With what a deduplication and lookups add. */
    private Dataset<Row> looked(Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>(List.of(functions.col("*")));
        columns.add(functions.expr("CAST(NULL AS INT)").as("drover_filtered"));
        columns.add(functions.lit(false).as("drover_duplicate"));
        for (LookupPlan lookup : rules.lookups()) {
            columns.add(functions.expr("CAST(NULL AS BOOLEAN)").as(lookup.foundName()));
            for (int value = 0; value < lookup.values().size(); value++) {
                columns.add(functions.expr("CAST(NULL AS STRING)").as(lookup.valueName(value)));
            }
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private Dataset<Row> judgeSteps(List<RuleStep> steps, Dataset<Row> rows) {
        Dataset<Row> wider = rows;
        for (RuleStep step : steps) {
            boolean sound = true;
            if (step.written() != null && !needsRefused(step.written())) {
                sound = judgeWritten(step, step.written(), wider);
            }
            wider = add(RuleStep.valueName(step.number()), step, step.value(), wider, sound);
            wider = add(RuleStep.changedName(step.number()), step, step.changed(), wider, sound);
            wider = add(RuleStep.violatedName(step.number()), step, step.violated(), wider, sound);
            wider = add("drover_m" + step.number(), step, step.message(), wider, sound);
        }
        return wider;
    }

    private Dataset<Row> add(
            String name, RuleStep step, @Nullable String sql, Dataset<Row> rows, boolean sound) {
        if (sql == null) {
            return rows;
        }
        if (!sound || needsRefused(sql)) {
            refused.add(name);
            return rows;
        }
        try {
            return rows.withColumn(name, functions.expr(sql));
        } catch (Exception refusal) {
            note(step, refusal);
            refused.add(name);
            return rows;
        }
    }

    /** In a WHERE, Spark itself refuses what looks at more than one row, or makes more of one. */
    private boolean judgeWritten(RuleStep step, String sql, Dataset<Row> rows) {
        boolean isCondition = !step.rule().equals("expression");
        return judge(
                step,
                sql,
                rows,
                text -> isCondition ? functions.expr(text) : functions.expr(text).isNull());
    }

    private interface Reading {
        Column column(String sql);
    }

    private boolean judge(@Nullable RuleStep step, String sql, Dataset<Row> rows, Reading reading) {
        if (needsRefused(sql)) {
            return false;
        }
        try {
            Column column = reading.column(sql);
            if (step != null && step.written() != null && step.written().equals(sql)) {
                rows.where(column).schema();
            } else {
                rows.select(column).schema();
            }
            return true;
        } catch (Exception refusal) {
            // Not RuntimeException alone: Spark throws what Java calls checked, and does not say.
            note(step, refusal);
            return false;
        }
    }

    private void judgeDeduplication(Dataset<Row> rows) {
        if (rules.deduplication() == null) {
            return;
        }
        RuleStep step = rules.steps().get(rules.deduplication().step());
        Set<String> written = new LinkedHashSet<>(rules.deduplication().keys());
        rules.deduplication()
                .order()
                .forEach(sql -> written.add(sql.replaceFirst(" (ASC|DESC) NULLS \\w+$", "")));
        for (String sql : written) {
            try {
                rows.where(functions.expr(sql).isNull()).schema();
            } catch (Exception refusal) {
                note(step, refusal, sql);
            }
        }
    }

    private void note(@Nullable RuleStep step, Exception refusal) {
        note(step, refusal, step == null ? null : step.written());
    }

    private void note(@Nullable RuleStep step, Exception refusal, @Nullable String sql) {
        boolean ofTarget = step != null && step.rule().equals("holds");
        List<String> known = ofTarget ? table.loadedColumns() : sourceColumns;
        String what = complaint.said(refusal, known);
        problems.add(new Problem(step, complaint.subject(step, sql) + " cannot be used: " + what));
    }

    private RowRules narrow() {
        return new RowRules(
                rules.decoded(),
                rules.lookups(),
                rules.steps(),
                rules.deduplication(),
                rules.columns(),
                rules.shuffles() ? 1 : 0);
    }

    /** As it will be done, constants folded and all. */
    private void apply(Dataset<Row> whole) {
        try {
            whole.collectAsList();
        } catch (Exception failure) {
            // What fails for a column that is NULL may never meet one; a constant always fails.
            if (!complaint.dependsOnTheRow(failure)) {
                RuleStep step = complaint.step(failure);
                note(step, failure);
            }
        }
    }

    private Map<Integer, Dataset<Row>> noLookups() {
        Map<Integer, Dataset<Row>> lookups = new HashMap<>();
        for (LookupPlan lookup : rules.lookups()) {
            StructType schema = new StructType();
            for (int column = 0; column < lookup.keys().size() + lookup.values().size(); column++) {
                schema = schema.add("c" + column, DataTypes.StringType, true);
            }
            lookups.put(lookup.number(), session.createDataFrame(List.of(), schema));
        }
        return lookups;
    }

    private boolean needsRefused(String sql) {
        Matcher name = OWN_NAME.matcher(sql);
        while (name.find()) {
            if (refused.contains(name.group())) {
                return true;
            }
        }
        return false;
    }

    private @Nullable RuleStep stepOf(RuledColumn column) {
        RuleStep last = null;
        for (RuleStep step : rules.steps()) {
            last = step.column().equals(column.target()) ? step : last;
        }
        return last;
    }

    private List<RuleStep> ofKind(RuleStep.Kind kind) {
        return rules.steps().stream().filter(step -> step.kind() == kind).toList();
    }

    private List<RuleStep> others() {
        return rules.steps().stream().filter(step -> step.kind() != RuleStep.Kind.FILTER).toList();
    }
}
