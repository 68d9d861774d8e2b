package io.drover.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What a reconciliation is measured against: both tables read with Spark's JDBC source, a hash of
 * each row, and a full join of both sides by the key.
 *
 * <p>Arguments: source URL, target URL, table, key, partitions. Fails when rows differ.
 */
public final class SparkFullJoin {
    private SparkFullJoin() {}

    public static void main(String[] arguments) throws Exception {
        try (SparkSession spark = SparkSession.builder().appName("full-join").getOrCreate()) {
            spark.conf().set("spark.sql.shuffle.partitions", arguments[4]);
            Dataset<Row> here = hashed(spark, arguments[0], arguments).as("here");
            Dataset<Row> there = hashed(spark, arguments[1], arguments).as("there");
            long different =
                    here.join(there, functions.expr("here.k = there.k"), "full")
                            .where("here.h IS DISTINCT FROM there.h")
                            .count();
            if (different > 0) {
                throw new IllegalStateException(different + " rows differ");
            }
        }
    }

    private static Dataset<Row> hashed(SparkSession spark, String url, String[] arguments)
            throws SQLException {
        String table = arguments[2];
        String key = arguments[3];
        Properties read = new Properties();
        read.setProperty("driver", "org.postgresql.Driver");
        read.setProperty("fetchsize", "10000");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet bounds =
                        statement.executeQuery(
                                "SELECT min(" + key + "), max(" + key + ") FROM " + table)) {
            bounds.next();
            Dataset<Row> rows =
                    spark.read()
                            .jdbc(
                                    url,
                                    table,
                                    key,
                                    bounds.getLong(1),
                                    bounds.getLong(2) + 1,
                                    Integer.parseInt(arguments[4]),
                                    read);
            Column[] all = Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new);
            return rows.select(functions.col(key).as("k"), functions.xxhash64(all).as("h"));
        }
    }
}
