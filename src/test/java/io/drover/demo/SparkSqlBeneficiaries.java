package io.drover.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * What Drover is measured against in the worked example: the same job as a careful user writes it
 * by hand. Spark's JDBC at both ends, read in parts between the key's true bounds; Spark SQL
 * between them, with a broadcast lookup and a window for the deduplication, kept between the two
 * writes; large batches into tables whose keys and indexes are added afterwards. It keeps no
 * ledger, counts nothing and cannot be resumed.
 *
 * <p>Arguments: source URL, target URL, partitions. The rows set aside are in {@code
 * aid.beneficiary_quarantine}.
 */
public final class SparkSqlBeneficiaries {
    private static final String SINCE =
            "(SELECT id, name, birth_date, registered, location_code, programme_id, household_size,"
                    + " monthly_income, phone, notes, consent, updated_at FROM public.beneficiaries"
                    + " WHERE registration_date >= DATE '2020-01-01') AS since";

    private static final String KEPT =
            """
            SELECT * FROM (
                SELECT *, row_number() OVER (PARTITION BY id ORDER BY updated_at DESC) AS place
                FROM since)
            WHERE place = 1
            """;

    // The namespace is the UUID of https://charity.example/beneficiary among URLs.
    private static final String MAPPED =
            """
            SELECT /*+ BROADCAST(location) */
                concat_ws('-', substr(hash, 1, 8), substr(hash, 9, 4), '5' || substr(hash, 14, 3),
                    substr('89ab', 1 + (int(conv(substr(hash, 17, 1), 16, 10)) & 3), 1)
                        || substr(hash, 18, 3),
                    substr(hash, 21, 12)) AS beneficiary_id,
                name AS full_name,
                to_date(birth_date, 'dd/MM/yyyy') AS birth_date,
                to_date(registered, 'dd/MM/yyyy') AS registered_on,
                coalesce(iso, 'UNKNOWN') AS region,
                CASE WHEN programme_id IN (101, 102, 103) THEN 'PROG-2024-001'
                     WHEN programme_id = 104 THEN 'PROG-2024-002' END AS programme,
                household_size, monthly_income, phone, notes, consent,
                iso IS NULL AS requires_review,
                updated_at
            FROM (SELECT *, sha1(concat(unhex('%s'), encode(string(id), 'UTF-8'))) AS hash
                  FROM kept WHERE trim(name) <> '')
            LEFT JOIN location ON code = trim(location_code)
            """;

    private static final String SET_ASIDE =
            "SELECT *, 'no name' AS reason FROM kept WHERE name IS NULL OR trim(name) = ''";

    private SparkSqlBeneficiaries() {}

    public static void main(String[] arguments) throws Exception {
        try (SparkSession spark = SparkSession.builder().appName("spark-sql").getOrCreate()) {
            run(spark, arguments[0], arguments[1], Integer.parseInt(arguments[2]));
        }
    }

    /** Replaces the rows of {@code aid.beneficiary}. */
    static void run(SparkSession spark, String source, String target, int partitions)
            throws SQLException {
        spark.conf().set("spark.sql.session.timeZone", "UTC");
        read(spark, source, partitions).createOrReplaceTempView("since");
        table(spark, source, "public.location").createOrReplaceTempView("location");
        Dataset<Row> kept = spark.sql(KEPT).drop("place").persist(StorageLevel.MEMORY_AND_DISK());
        kept.createOrReplaceTempView("kept");
        String namespace = BeneficiariesOracle.beneficiaries().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(target);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    TRUNCATE aid.beneficiary;
                    ALTER TABLE aid.beneficiary DROP CONSTRAINT beneficiary_pkey,
                        DROP CONSTRAINT beneficiary_programme_fkey;
                    DROP INDEX aid.beneficiary_region_idx
                    """);
            write(
                    spark.sql(MAPPED.formatted(namespace)),
                    target,
                    "aid.beneficiary",
                    SaveMode.Append);
            write(spark.sql(SET_ASIDE), target, "aid.beneficiary_quarantine", SaveMode.Overwrite);
            statement.execute(
                    """
                    ALTER TABLE aid.beneficiary ADD PRIMARY KEY (beneficiary_id),
                        ADD FOREIGN KEY (programme) REFERENCES aid.programme;
                    CREATE INDEX ON aid.beneficiary (region);
                    ANALYZE aid.beneficiary
                    """);
        }
        kept.unpersist();
    }

    private static Dataset<Row> read(SparkSession spark, String source, int partitions)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(source);
                Statement statement = connection.createStatement();
                ResultSet bounds =
                        statement.executeQuery("SELECT min(id), max(id) FROM " + SINCE)) {
            bounds.next();
            return spark.read()
                    .format("jdbc")
                    .option("driver", "org.postgresql.Driver")
                    .option("url", source)
                    .option("dbtable", SINCE)
                    .option("partitionColumn", "id")
                    .option("lowerBound", bounds.getLong(1))
                    .option("upperBound", bounds.getLong(2) + 1)
                    .option("numPartitions", partitions)
                    .option("fetchsize", 10000)
                    .load();
        }
    }

    private static Dataset<Row> table(SparkSession spark, String source, String name) {
        return spark.read()
                .format("jdbc")
                .option("driver", "org.postgresql.Driver")
                .option("url", source)
                .option("dbtable", name)
                .load();
    }

    private static void write(Dataset<Row> rows, String target, String table, SaveMode mode) {
        rows.write()
                .format("jdbc")
                .mode(mode)
                .option("driver", "org.postgresql.Driver")
                .option("url", target)
                .option("dbtable", table)
                .option("batchsize", 10000)
                // Many rows in one statement: several times faster with this driver.
                .option("reWriteBatchedInserts", "true")
                // The server gives text its column's type: Spark has none of its own for uuid.
                .option("stringtype", "unspecified")
                .save();
    }
}
