package io.drover.plan.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.Nullable;

/**
 * A value on its way through the steps of its column.
 *
 * @param name what later steps call it: a decoded column or a step's value
 * @param inline the same as one expression over decoded columns and lookups, for what is evaluated
 *     before the steps: the keys of a lookup
 * @param type its Spark type; null where only Spark will know
 */
record Value(String name, String inline, @Nullable String type) {
    boolean isText() {
        return "string".equals(type);
    }

    /** The same as a text. */
    Value asText() {
        return isText() ? this : new Value(SparkSql.text(name), SparkSql.text(inline), "string");
    }
}
