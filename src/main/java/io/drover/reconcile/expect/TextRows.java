package io.drover.reconcile.expect;

import io.drover.canonical.BinaryTuples;
import io.drover.reconcile.SideAccess;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A query whose fields are all text, as {@code c0}, {@code c1}, …; run by one task. */
final class TextRows implements FlatMapFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    private final SideAccess access;
    private final int fields;

    private TextRows(SideAccess access, int fields) {
        this.access = access;
        this.fields = fields;
    }

    static Dataset<Row> of(SparkSession session, SideAccess access, String query, int fields) {
        return session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext())
                        .parallelize(List.of(query), 1)
                        .flatMap(new TextRows(access, fields)),
                schema(fields));
    }

    static StructType schema(int fields) {
        StructType schema = new StructType();
        for (int field = 0; field < fields; field++) {
            schema = schema.add("c" + field, DataTypes.StringType);
        }
        return schema;
    }

    @Override
    public Iterator<Row> call(String query) {
        int count = fields;
        return new CopiedRows(access, query, count) {
            @Override
            Row row(byte[] array, BinaryTuples tuples) {
                return RowFactory.create(
                        IntStream.range(0, count)
                                .mapToObj(field -> text(array, tuples, field))
                                .toArray());
            }
        };
    }
}
