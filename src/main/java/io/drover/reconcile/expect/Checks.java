package io.drover.reconcile.expect;

import io.drover.model.rules.OnViolation;
import io.drover.reconcile.expect.Work.Value;
import io.drover.spec.rules.CheckRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Judges rows whose columns have their names in the target; a default makes a column anew. */
final class Checks {
    private final Work work;
    private final LookupTables lookups;
    private final Map<String, Value> values;

    /**
     * @param values by target column; those that a default changes are replaced
     */
    Checks(Work work, LookupTables lookups, Map<String, Value> values) {
        this.work = work;
        this.lookups = lookups;
        this.values = new LinkedHashMap<>(values);
    }

    Map<String, Value> values() {
        return values;
    }

    void judge(CheckRule check) {
        Column violated = work.condition(violated(check));
        if (check.violation().what() != OnViolation.FLAG) {
            work.refuse(violated);
            return;
        }
        work.flag(violated);
        Value value = values.get(check.column());
        if (value != null) {
            DataType type = work.rows().schema().apply(value.column()).dataType();
            Value replaced =
                    work.add(
                            functions
                                    .when(
                                            violated,
                                            functions.lit(check.violation().value()).cast(type))
                                    .otherwise(value.get()),
                            value.type());
            values.put(check.column(), replaced);
        }
    }

    private Value value(String column) {
        Value value = values.get(column);
        if (value == null) {
            throw new NotComputable("a check is about %s, which nothing makes".formatted(column));
        }
        return value;
    }

    private Column violated(CheckRule check) {
        CheckRule.Condition condition = check.condition();
        if (condition instanceof CheckRule.Unique unique) {
            return again(unique.columns().stream().map(this::value).toList());
        }
        if (condition instanceof CheckRule.Exists exists) {
            List<Column> keys =
                    exists.of().stream()
                            .map(this::value)
                            .map(key -> work.add(key.text(), "string").get())
                            .toList();
            Column present =
                    keys.stream().map(Column::isNotNull).reduce(functions.lit(true), Column::and);
            return present.and(functions.not(lookups.exists(work, exists.table(), keys)));
        }
        if (condition instanceof CheckRule.Holds holds) {
            return functions.not(
                    functions.coalesce(
                            functions.expr(TargetNamesInSql.replaced(holds.sql(), values)),
                            functions.lit(true)));
        }
        return violated(condition, value(check.column()));
    }

    private static Column violated(CheckRule.Condition condition, Value value) {
        if (condition instanceof CheckRule.Required) {
            Column missing = value.get().isNull();
            return value.isText()
                    ? missing.or(
                            TextFunctions.call(
                                    value.get(),
                                    DataTypes.BooleanType,
                                    text -> text.chars().allMatch(each -> each == ' ')))
                    : missing;
        }
        if (condition instanceof CheckRule.OneOf some) {
            List<String> texts = List.copyOf(some.values());
            return ofText(value, text -> !texts.contains(text));
        }
        if (condition instanceof CheckRule.Pattern pattern) {
            Pattern whole = Pattern.compile(pattern.regex());
            return ofText(value, text -> !whole.matcher(text).matches());
        }
        if (condition instanceof CheckRule.MaxLength length) {
            int most = length.characters();
            return ofText(value, text -> text.codePointCount(0, text.length()) > most);
        }
        if (condition instanceof CheckRule.Range range) {
            String type = value.type() == null ? "string" : value.type();
            Column outside = functions.lit(false);
            if (range.min() != null) {
                outside = outside.or(value.get().lt(functions.lit(range.min()).cast(type)));
            }
            if (range.max() != null) {
                outside = outside.or(value.get().gt(functions.lit(range.max()).cast(type)));
            }
            return outside;
        }
        throw new NotComputable("a check is of an unknown kind");
    }

    private static Column ofText(Value value, TextFunctions.OfText condition) {
        return TextFunctions.call(value.text(), DataTypes.BooleanType, condition);
    }

    /** Whether the same values stood in a row before, by place; NULL is like nothing. */
    private Column again(List<Value> unique) {
        Column apart = functions.not(Work.alive());
        for (Value value : unique) {
            apart = apart.or(value.get().isNull());
        }
        Column[] group = new Column[unique.size() + 1];
        for (int column = 0; column < unique.size(); column++) {
            group[column] = unique.get(column).get();
        }
        Column place = functions.col(SourceRead.PLACE);
        group[unique.size()] = functions.when(apart, place);
        WindowSpec window = Window.partitionBy(group).orderBy(place);
        return work.add(functions.row_number().over(window), "int").get().gt(functions.lit(1));
    }
}
