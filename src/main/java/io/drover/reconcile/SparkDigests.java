package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.RowForm;
import io.drover.canonical.SetDigestBuilder;
import io.drover.model.SetDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The canonical forms and digests of a DataFrame's rows, equal to those of the same values in any
 * engine.
 *
 * <p>Spark is asked for strings as bytes, and for dates and timestamps as counts: neither its
 * session's time zone nor a calendar of the JVM comes near them. Runs on: driver; the rows on
 * executors.
 */
public final class SparkDigests {
    private SparkDigests() {}

    /**
     * The digest of all rows.
     *
     * @throws io.drover.error.MigrationException when a column's type has no form
     */
    public static SetDigest of(Dataset<Row> rows) {
        return counts(rows)
                .javaRDD()
                .mapPartitions(new Digest(rows.schema()))
                .fold(SetDigest.EMPTY, SetDigest::plus);
    }

    /** Every row's form; likewise. */
    public static JavaRDD<byte[]> forms(Dataset<Row> rows) {
        return counts(rows).javaRDD().mapPartitions(new Forms(rows.schema()));
    }

    /** The same columns as {@link SparkRowForm} reads them best. */
    private static Dataset<Row> counts(Dataset<Row> rows) {
        StructType schema = rows.schema();
        SparkRowForm.check(schema);
        List<Column> columns = new ArrayList<>();
        for (String name : schema.fieldNames()) {
            Column column = rows.col("`" + name.replace("`", "``") + "`");
            columns.add(count(column, schema.apply(name).dataType()).as(name));
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private static Column count(Column column, DataType type) {
        if (type instanceof StringType) {
            return column.cast("binary");
        }
        if (type instanceof DateType) {
            return functions.unix_date(column);
        }
        if (type instanceof TimestampType) {
            return functions.unix_micros(column);
        }
        return type instanceof ArrayType array && isCounted(array)
                ? functions.transform(column, element -> count(element, array.elementType()))
                : column;
    }

    private static boolean isCounted(DataType type) {
        return type instanceof ArrayType array
                ? isCounted(array.elementType())
                : type instanceof DateType || type instanceof TimestampType;
    }

    private record Digest(StructType schema) implements FlatMapFunction<Iterator<Row>, SetDigest> {
        @Override
        public Iterator<SetDigest> call(Iterator<Row> rows) {
            SparkRowForm former = new SparkRowForm(schema);
            CanonicalDigest digest = new CanonicalDigest();
            SetDigestBuilder all = new SetDigestBuilder();
            while (rows.hasNext()) {
                digest.digest(former.form(rows.next()));
                all.add(digest);
            }
            return List.of(all.toDigest()).iterator();
        }
    }

    private record Forms(StructType schema) implements FlatMapFunction<Iterator<Row>, byte[]> {
        @Override
        public Iterator<byte[]> call(Iterator<Row> rows) {
            SparkRowForm former = new SparkRowForm(schema);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public byte[] next() {
                    RowForm form = former.form(rows.next());
                    return form.toBytes();
                }
            };
        }
    }
}
