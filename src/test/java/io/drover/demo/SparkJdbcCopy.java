package io.drover.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * What Drover is measured against: a table read and written with Spark's own JDBC source, as a
 * careful user would do it today. Partitioned by its key between the key's true bounds, with fetch
 * and batch sizes, appended to a table that was made before, its key left for afterwards.
 *
 * <p>Arguments: source URL, target URL, table, key, partitions.
 */
public final class SparkJdbcCopy {
    private SparkJdbcCopy() {}

    public static void main(String[] arguments) throws Exception {
        String source = arguments[0];
        String table = arguments[2];
        String key = arguments[3];
        Properties read = new Properties();
        read.setProperty(
                "driver",
                source.startsWith("jdbc:mysql:")
                        ? "org.mariadb.jdbc.Driver"
                        : "org.postgresql.Driver");
        read.setProperty("fetchsize", "10000");
        Properties write = new Properties();
        write.setProperty("driver", "org.postgresql.Driver");
        write.setProperty("batchsize", "10000");
        // The server gives text its column's type: Spark has none of its own for uuid and jsonb.
        write.setProperty("stringtype", "unspecified");
        try (SparkSession spark = SparkSession.builder().appName("spark-jdbc").getOrCreate();
                Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement();
                ResultSet bounds =
                        statement.executeQuery(
                                "SELECT min(" + key + "), max(" + key + ") FROM " + table)) {
            bounds.next();
            int partitions = Integer.parseInt(arguments[4]);
            spark.read()
                    .jdbc(
                            source,
                            table,
                            key,
                            bounds.getLong(1),
                            bounds.getLong(2) + 1,
                            partitions,
                            read)
                    .write()
                    .mode(SaveMode.Append)
                    .jdbc(arguments[1], table, write);
        }
    }
}
