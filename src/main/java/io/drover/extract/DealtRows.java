package io.drover.extract;

import io.drover.engine.DatasetEngine;
import io.drover.engine.Engines;
import io.drover.engine.ReadRequest;
import io.drover.model.TablePlan;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of an engine that Spark reads, dealt into as many buckets as the table has chunks: the
 * bucket is the chunk. A row's bucket is a hash of its values and of nothing else, so that each
 * attempt finds the same rows in it, whatever files and partitions they come from.
 */
public final class DealtRows {
    private DealtRows() {}

    /** Whether an endpoint's tables are read so. */
    public static boolean covers(SourceAccess access) {
        return Engines.covers(access.endpoint())
                && Engines.of(access.endpoint()) instanceof DatasetEngine engine
                && engine.readsAsDataset(access.endpoint());
    }

    /** The source columns of the plan, in the partitions that Spark reads. */
    public static Dataset<Row> undealt(SparkSession session, SourceAccess access, TablePlan table) {
        return ((DatasetEngine) Engines.of(access.endpoint()))
                .rows(
                        session,
                        new ReadRequest(
                                access.endpoint(),
                                access.snapshot(),
                                access.connections(),
                                access.maxFieldBytes(),
                                table,
                                table.chunks().get(0)));
    }

    /** The source columns of the plan, partition i being bucket i. */
    public static Dataset<Row> of(SparkSession session, SourceAccess access, TablePlan table) {
        Dataset<Row> rows = undealt(session, access, table);
        int buckets = table.chunks().size();
        if (buckets == 1) {
            return rows.coalesce(1);
        }
        // By its name no column is found whose name another one has in another case.
        String[] numbers =
                IntStream.range(0, rows.columns().length)
                        .mapToObj(Integer::toString)
                        .toArray(String[]::new);
        Dataset<Row> numbered = rows.toDF(numbers);
        return numbered.repartition(
                        buckets, Arrays.stream(numbers).map(numbered::col).toArray(Column[]::new))
                .toDF(rows.columns());
    }
}
