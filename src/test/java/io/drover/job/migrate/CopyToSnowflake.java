package io.drover.job.migrate;

import io.drover.engine.Store;
import io.drover.extract.SourceAccess;
import io.drover.extract.connector.TypedTally;
import io.drover.jdbc.ConnectionPool;
import io.drover.job.source.SourceSide;
import io.drover.job.source.StorePlans;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SnowflakeUrl;
import io.drover.spec.SpecReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * The limit that a migration into Snowflake is held against: the same tables read by COPY as Spark
 * values, and written by the connector as it comes, which makes the tables too; no ledger, no
 * receipt, nothing to go on from.
 *
 * <p>Argument: the spec of the migration, whose target is a stand-in.
 */
public final class CopyToSnowflake {
    private CopyToSnowflake() {}

    public static void main(String[] arguments) {
        MigrationSpec spec = new SpecReader().read(Path.of(arguments[0]), List.of());
        SparkSession session =
                SparkSession.builder()
                        .appName("copy to snowflake")
                        .config("spark.sql.session.timeZone", "UTC")
                        .getOrCreate();
        try (SourceSide source = SourceSide.open(spec, "bench", 8);
                Store store = StorePlans.open(spec, "bench", 1)) {
            Catalog catalog = source.catalog();
            for (TablePlan table : new StorePlans(spec, store).plan(source).tables()) {
                TypedTally tally =
                        new TypedTally(
                                session.sparkContext().collectionAccumulator("chunks"),
                                session.sparkContext().longAccumulator("rows"));
                tally.open("bench");
                Dataset<Row> rows =
                        new StoreRows(
                                        new SourceAccess(
                                                spec.source(), source.snapshot(), 7, 64L << 20),
                                        store)
                                .of(
                                        session,
                                        table,
                                        catalog.table(table.source()).orElseThrow(),
                                        table.chunks(),
                                        "bench",
                                        0);
                writable(rows)
                        .write()
                        .format("net.snowflake.spark.snowflake")
                        .options(options(spec.target()))
                        .option("dbtable", table.target().name())
                        .mode(SaveMode.Append)
                        .save();
                TypedTally.close("bench");
            }
        } finally {
            ConnectionPool.closeAll();
            session.stop();
        }
    }

    /** The connector knows no timestamps without a zone; the session's is UTC. */
    private static Dataset<Row> writable(Dataset<Row> rows) {
        Dataset<Row> known = rows;
        for (StructField field : rows.schema().fields()) {
            if (field.dataType().equals(DataTypes.TimestampNTZType)) {
                known =
                        known.withColumn(
                                field.name(),
                                known.col(field.name()).cast(DataTypes.TimestampType));
            }
        }
        return known;
    }

    private static Map<String, String> options(EndpointSpec target) {
        return Map.of(
                "sfURL",
                SnowflakeUrl.of(target.url()).server(),
                "sfSSL",
                "off",
                "sfAccount",
                "testacct",
                "sfUser",
                target.user(),
                "sfPassword",
                target.password().reveal(),
                "sfDatabase",
                "DROVER",
                "sfSchema",
                "PUBLIC",
                "sfTimezone",
                "UTC");
    }
}
