package io.drover.reconcile;

import com.sun.management.OperatingSystemMXBean;
import io.drover.testing.TestSpark;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * The canonical digest of a DataFrame against md5 over concat_ws of the same one, each run in turn;
 * prints seconds of the processor and the ratio. Not a test.
 */
final class SparkDigestsBench {
    private static final int ROUNDS = 5;
    private static final OperatingSystemMXBean CPU =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private SparkDigestsBench() {}

    public static void main(String[] arguments) {
        long count = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        Dataset<Row> rows =
                TestSpark.session()
                        .range(0, count, 1, 2)
                        .selectExpr(
                                "id",
                                "CAST(id % 100000 AS INT) AS customer",
                                "CAST(id % 7 AS SMALLINT) AS state",
                                "concat('name of ', id) AS name",
                                "concat('a street ', id % 1000, ', a town') AS address",
                                "repeat('x', CAST(id % 40 AS INT)) AS remark",
                                "CAST(id / 7 AS DECIMAL(12,2)) AS amount",
                                "CAST(id * 1.0001 AS DECIMAL(18,4)) AS tax",
                                "id / 3.0D AS rate",
                                "CAST(id AS FLOAT) AS weight",
                                "id % 2 = 0 AS active",
                                "date_add(DATE'2000-01-01', CAST(id % 9000 AS INT)) AS day",
                                "timestamp_micros(id * 1000003) AS created",
                                "timestamp_micros(id * 1000033 + 5) AS changed",
                                "CASE WHEN id % 3 > 0 THEN concat('k', id) END AS key",
                                "CAST(concat('b', id) AS BINARY) AS raw")
                        .persist(StorageLevel.MEMORY_ONLY());
        System.out.println(rows.count() + " rows");
        List<Column> columns = new ArrayList<>();
        for (String name : rows.columns()) {
            columns.add(functions.col(name).cast("string"));
        }
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = seconds(() -> SparkDigests.of(rows));
            theirs[round] = seconds(() -> md5(rows, columns));
            System.out.printf(
                    Locale.ROOT,
                    "canonical %.2f s, md5 of concat_ws %.2f s%n",
                    ours[round],
                    theirs[round]);
        }
        System.out.printf(
                Locale.ROOT,
                "the fastest of each: canonical takes %.2f times as long%n",
                Arrays.stream(ours).min().orElseThrow()
                        / Arrays.stream(theirs).min().orElseThrow());
        TestSpark.session().stop();
    }

    /** A plan of its own each time: Spark would read the result of the last one's shuffle. */
    private static void md5(Dataset<Row> rows, List<Column> columns) {
        Column joined = functions.concat_ws("|", columns.toArray(Column[]::new));
        rows.select(functions.md5(joined.cast("binary")).as("h"))
                .agg(functions.max("h"))
                .collectAsList();
    }

    /** Of the processor, all threads together. */
    private static double seconds(Runnable work) {
        long start = CPU.getProcessCpuTime();
        work.run();
        return (CPU.getProcessCpuTime() - start) / 1e9;
    }
}
