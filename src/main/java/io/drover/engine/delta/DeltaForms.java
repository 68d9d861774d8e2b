package io.drover.engine.delta;

import io.drover.canonical.RowForm;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.AuditValues;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a version as an auditor reads them: where the files alone are the table (no deletion
 * vectors, no mapped columns, no folders) the Parquet files themselves, past Delta's reader; else
 * Delta's SQL. Values are the texts that Spark's SQL prints of them.
 */
final class DeltaForms {
    private final DeltaTables tables;
    private final AuditRequest request;

    DeltaForms(DeltaTables tables, AuditRequest request) {
        this.tables = tables;
        this.request = request;
    }

    JavaRDD<byte[]> read(SparkSession session) {
        long number = DeltaMoment.version(request.snapshot(), request.table());
        Snapshot version = tables.at(request.table(), number);
        Dataset<Row> rows = rows(session, version);
        if (request.where() != null) {
            rows = rows.where(request.where());
        }
        StructType schema = version.schema();
        Column[] texts =
                request.columns().stream()
                        .map(column -> text(column, schema.apply(column.name()).dataType()))
                        .toArray(Column[]::new);
        return rows.select(texts).javaRDD().mapPartitions(new Forms(request.columns()));
    }

    private Dataset<Row> rows(SparkSession session, Snapshot version) {
        boolean plain =
                version.metadata().columnMappingMode().name().equals("none")
                        && version.metadata().getPartitionColumns().isEmpty();
        if (plain) {
            List<Row> files =
                    version.allFiles().toDF().selectExpr("path", "deletionVector").collectAsList();
            if (!files.isEmpty() && files.stream().allMatch(file -> file.isNullAt(1))) {
                String root = tables.path(request.table()).toString();
                return session.read()
                        .schema(version.schema())
                        .parquet(
                                files.stream()
                                        .map(file -> DeltaTables.file(root, file.getString(0)))
                                        .toArray(String[]::new));
            }
        }
        return session.sql(
                "SELECT * FROM %s VERSION AS OF %d"
                        .formatted(tables.sql(request.table()), version.version()));
    }

    private static Column text(AuditColumn column, DataType type) {
        Column value = functions.col(DeltaDdl.quoted(List.of(column.name())));
        if (type.typeName().equals("binary")) {
            return functions.hex(value);
        }
        return DeltaTypes.isNested(type) ? functions.to_json(value) : value.cast("string");
    }

    /** Runs on: executors. Memory: one row. */
    private static final class Forms implements FlatMapFunction<Iterator<Row>, byte[]> {
        private static final long serialVersionUID = 1L;

        private final ArrayList<AuditColumn> columns;

        Forms(List<AuditColumn> columns) {
            this.columns = new ArrayList<>(columns);
        }

        @Override
        public Iterator<byte[]> call(Iterator<Row> rows) {
            RowForm form = new RowForm(columns.size());
            AuditValues values = new AuditValues(form);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public byte[] next() {
                    Row row = rows.next();
                    form.clear();
                    for (int at = 0; at < columns.size(); at++) {
                        values.add(columns.get(at), row.getString(at));
                    }
                    return form.toBytes();
                }
            };
        }
    }
}
