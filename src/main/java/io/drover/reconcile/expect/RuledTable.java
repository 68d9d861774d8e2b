package io.drover.reconcile.expect;

import io.drover.model.catalog.ColumnInfo;
import io.drover.model.rules.Fate;
import io.drover.model.rules.OnViolation;
import io.drover.reconcile.expect.Work.Value;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.FilterRule;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The rules of a table, done to its rows in the order that {@code rules.md} tells: filters,
 * duplicates, columns, checks. Says what each row should become; none is lost on the way.
 *
 * <p>Shape out: {@link #FATE}, {@link SourceRead#CARRIED}, the columns that rules make, by their
 * names in the target behind {@link #MADE}.
 */
final class RuledTable {
    /** The code of what becomes of the row. */
    static final String FATE = Work.FATE;

    /** What stands before a target column's name. */
    static final String MADE = "drover_made_";

    private final Contribution from;
    private final LookupTables lookups;
    private final Duplicates.Ties ties;

    RuledTable(Contribution from, LookupTables lookups, Duplicates.Ties ties) {
        this.from = from;
        this.lookups = lookups;
        this.ties = ties;
    }

    /** The target columns that rules make, in the target's order. */
    static List<ColumnInfo> made(Contribution from) {
        TableRules rules = from.rules();
        Set<String> names = new LinkedHashSet<>();
        rules.columns().forEach(rule -> names.add(rule.column()));
        for (CheckRule check : rules.checks()) {
            // Without a column it raises the flag and changes nothing.
            if (check.violation().what() == OnViolation.FLAG && !check.column().isEmpty()) {
                names.add(check.column());
            }
        }
        if (rules.flagColumn() != null) {
            names.add(rules.flagColumn());
        }
        return from.target().columns().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
    }

    Dataset<Row> apply(Dataset<Row> source, List<ReadColumn> read) {
        TableRules rules = from.rules();
        Dataset<Row> rows = source.withColumn(Work.FATE, filtered(rules.filters()));
        if (rules.deduplicate() != null) {
            rows = Duplicates.judged(rows, rules.deduplicate(), read, ties);
        }
        Work work = new Work(rows);
        Map<String, Value> values = columns(work);
        Checks checks = new Checks(work, lookups, values);
        rules.checks().forEach(checks::judge);
        List<Column> out = new ArrayList<>();
        List<ColumnInfo> made = made(from);
        for (ColumnInfo column : made) {
            if (column.notNull() && checks.values().containsKey(column.name())) {
                work.refuse(checks.values().get(column.name()).get().isNull());
            }
        }
        out.add(
                functions
                        .when(functions.not(Work.alive()), functions.col(Work.FATE))
                        .when(
                                functions.col(SourceRead.LOST).or(work.refused()),
                                functions.lit(Fate.QUARANTINED.code()))
                        .otherwise(functions.lit(Fate.LOADED.code()))
                        .as(FATE));
        out.add(functions.col(SourceRead.CARRIED));
        for (ColumnInfo column : made) {
            out.add(value(column, checks, work).as(MADE + column.name()));
        }
        return work.rows().select(out.toArray(Column[]::new));
    }

    private Column value(ColumnInfo column, Checks checks, Work work) {
        if (column.name().equals(from.rules().flagColumn())) {
            return work.flagged();
        }
        Column value = checks.values().get(column.name()).get();
        return functions.when(Work.alive(), value).cast(TypeReading.loaded(column));
    }

    private static Column filtered(List<FilterRule> filters) {
        Column fate =
                functions.when(functions.col(SourceRead.LOST), functions.lit(Fate.LOADED.code()));
        for (FilterRule filter : filters) {
            Column kept = functions.coalesce(functions.expr(filter.sql()), functions.lit(false));
            fate = fate.when(functions.not(kept), functions.lit(Fate.FILTERED.code()));
        }
        return fate.otherwise(functions.lit(Fate.LOADED.code()));
    }

    /** The value of each column of the target that a rule makes or a check looks at. */
    private Map<String, Value> columns(Work work) {
        ColumnRules columns = new ColumnRules(work, lookups, from);
        Map<String, ColumnRule> rules = new HashMap<>();
        from.rules().columns().forEach(rule -> rules.put(rule.column(), rule));
        Map<String, String> carried = ReadColumns.carried(from);
        Set<String> targets = new LinkedHashSet<>(carried.keySet());
        targets.addAll(rules.keySet());
        Set<String> checked = new LinkedHashSet<>();
        from.rules().checks().forEach(check -> checked.addAll(ReadColumns.of(check, targets)));
        Map<String, Value> values = new LinkedHashMap<>();
        for (ColumnInfo column : from.target().columns()) {
            ColumnRule rule = rules.get(column.name());
            if (rule != null) {
                values.put(column.name(), columns.make(rule, column));
            } else if (checked.contains(column.name()) && carried.containsKey(column.name())) {
                values.put(column.name(), columns.source(carried.get(column.name())));
            }
        }
        return values;
    }
}
