package io.drover.reconcile.expect;

import io.drover.model.Nullable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Rows on their way through the rules: every value that a rule makes is one more column. No row
 * leaves; each is judged.
 */
final class Work {
    /** 0 while the row is to be loaded, else the code of its fate. */
    static final String FATE = "drover_fate";

    private Dataset<Row> rows;
    private int made;
    private final List<String> refusals = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();

    Work(Dataset<Row> rows) {
        this.rows = rows;
    }

    /**
     * A value.
     *
     * @param column the column of the rows that has it
     * @param type as Spark DDL; null where an expression of the operator's decides
     */
    record Value(String column, @Nullable String type) {
        boolean isText() {
            return "string".equals(type);
        }

        Column get() {
            return functions.col(quote(column));
        }

        Column text() {
            return isText() ? get() : get().cast("string");
        }
    }

    Dataset<Row> rows() {
        return rows;
    }

    void rows(Dataset<Row> others) {
        rows = others;
    }

    /** Whether the row is neither filtered nor a duplicate. */
    static Column alive() {
        return functions.col(FATE).equalTo(functions.lit(0));
    }

    Value add(Column value, @Nullable String type) {
        return new Value(name(value), type);
    }

    /** A condition; what is neither true nor false is false. */
    Column condition(Column condition) {
        return functions.col(
                name(functions.coalesce(alive().and(condition), functions.lit(false))));
    }

    /** Rows for which it is true are set aside. */
    void refuse(Column condition) {
        refusals.add(name(functions.coalesce(alive().and(condition), functions.lit(false))));
    }

    /** Rows for which it is true are loaded with the flag. */
    void flag(Column condition) {
        flags.add(name(functions.coalesce(alive().and(condition), functions.lit(false))));
    }

    Column refused() {
        return any(refusals);
    }

    Column flagged() {
        return any(flags);
    }

    /** The columns that are still needed when values have their names in the target. */
    List<String> judged() {
        List<String> judged = new ArrayList<>(refusals);
        judged.addAll(flags);
        return judged;
    }

    static String quote(String column) {
        return "`" + column.replace("`", "``") + "`";
    }

    private static Column any(List<String> conditions) {
        Column any = functions.lit(false);
        for (String condition : conditions) {
            any = any.or(functions.col(condition));
        }
        return any;
    }

    private String name(Column column) {
        String name = "drover_w" + made++;
        rows = rows.withColumn(name, column);
        return name;
    }
}
