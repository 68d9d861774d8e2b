package io.drover.engine.files;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.RowForm;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.AuditValues;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;

/**
 * The rows of files that Spark reads, as an auditor sees them: every value as the text that Spark
 * prints of it, made a canonical frame. A load takes the values themselves.
 */
final class SparkForms {
    private SparkForms() {}

    static JavaRDD<byte[]> of(Dataset<Row> rows, AuditRequest request) {
        List<AuditColumn> columns = request.columns();
        Column[] printed =
                columns.stream().map(column -> printed(rows, column)).toArray(Column[]::new);
        return rows.select(printed)
                .javaRDD()
                .mapPartitions(
                        each -> {
                            RowForm form = new RowForm(columns.size());
                            AuditValues values = new AuditValues(form);
                            List<byte[]> none = List.of();
                            return each.hasNext()
                                    ? new Forms(each, columns, form, values)
                                    : none.iterator();
                        });
    }

    private record Forms(
            java.util.Iterator<Row> rows,
            List<AuditColumn> columns,
            RowForm form,
            AuditValues values)
            implements java.util.Iterator<byte[]> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public byte[] next() {
            Row row = rows.next();
            form.clear();
            for (int column = 0; column < columns.size(); column++) {
                values.add(columns.get(column), row.getString(column));
            }
            return form.toBytes();
        }
    }

    private static Column printed(Dataset<Row> rows, AuditColumn column) {
        String name = "`" + column.name().replace("`", "``") + "`";
        Column value = rows.col(name);
        DataType type = rows.schema().apply(column.name()).dataType();
        return switch (type.typeName()) {
            case "binary" ->
                    column.type() == CanonicalType.BINARY
                            ? functions.hex(value)
                            : value.cast("string");
                // As microseconds, since a cast to text leaves the zone out.
            case "timestamp" -> functions.date_format(value, "yyyy-MM-dd HH:mm:ss.SSSSSS'+00'");
            case "struct", "array", "map" ->
                    functions.to_json(
                            value,
                            java.util.Map.of(
                                    "ignoreNullFields", "false",
                                    "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
                                    "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"));
            default -> value.cast("string");
        };
    }
}
