package io.drover.job.trial;

import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.rules.Fate;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuledColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.apache.spark.sql.Row;

/**
 * Makes rows for people of rows with fates.
 *
 * <p>Shape in: place, fate, step, kept, violations, log as {@code FatedRow} has them, then the text
 * of each ruled column.
 */
final class SampledRows {
    private static final int FIRST_COLUMN = 6;

    private final TablePlan table;
    private final ColumnOrigins origins;
    private final LongFunction<String> places;

    /**
     * @param places what a person calls a row's place
     */
    SampledRows(TablePlan table, ColumnOrigins origins, LongFunction<String> places) {
        this.places = places;
        this.table = table;
        this.origins = origins;
    }

    TableSample.Row row(Row row, Map<String, String> before) {
        Fate fate = Fate.of(row.getInt(1));
        Map<String, String> after = new LinkedHashMap<>();
        List<TableSample.Change> changes = new ArrayList<>();
        if (fate == Fate.LOADED || fate == Fate.QUARANTINED || fate == Fate.STOPS) {
            table.columns()
                    .forEach(column -> after.put(column.target(), before.get(column.source())));
            List<RuledColumn> columns = table.rules().columns();
            for (int column = 0; column < columns.size(); column++) {
                String name = columns.get(column).target();
                String value = row.getString(FIRST_COLUMN + column);
                after.put(name, value);
                change(name, value, before, row.getList(5)).forEach(changes::add);
            }
        }
        return new TableSample.Row(
                places.apply(row.getLong(0)),
                fate,
                because(row),
                before,
                fate == Fate.LOADED ? after : Map.of(),
                changes,
                violations(row.isNullAt(4) ? List.of() : row.getList(4)));
    }

    private List<TableSample.Change> change(
            String column, @Nullable String after, Map<String, String> before, List<Long> log) {
        List<String> from = origins.of(column);
        String was =
                from.size() == 1
                        ? before.get(from.get(0))
                        : String.join(
                                " | ",
                                from.stream().map(before::get).map(String::valueOf).toList());
        if (from.size() == 1 && Objects.equals(was, after)) {
            return List.of();
        }
        List<String> rules =
                table.rules().steps().stream()
                        .filter(step -> step.column().equals(column))
                        .filter(step -> isSet(log, step.number()))
                        .map(RuleStep::rule)
                        .distinct()
                        .toList();
        return List.of(new TableSample.Change(column, from, was, after, rules));
    }

    private static boolean isSet(List<Long> log, int step) {
        int word = step / Long.SIZE;
        return word < log.size() && (log.get(word) >>> (step % Long.SIZE) & 1) == 1;
    }

    private String because(Row row) {
        if (row.isNullAt(2)) {
            return "";
        }
        String rule = table.rules().steps().get(row.getInt(2)).description();
        return row.isNullAt(3)
                ? "not " + rule
                : rule + ": the row at " + places.apply(row.getLong(3));
    }

    private List<TableSample.Violation> violations(List<Row> found) {
        List<TableSample.Violation> violations = new ArrayList<>();
        for (Row violation : found) {
            int number = violation.getInt(0);
            @Nullable
            RuleStep step = number == FatedRow.DECODE ? null : table.rules().steps().get(number);
            violations.add(
                    new TableSample.Violation(
                            step == null ? "decode" : step.rule(),
                            step == null ? "" : step.column(),
                            violation.getString(1)));
        }
        return violations;
    }
}
