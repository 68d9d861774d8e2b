package io.drover.job.migrate;

import io.drover.engine.Store;
import io.drover.extract.SourceAccess;
import io.drover.extract.connector.TypedTally;
import io.drover.jdbc.ConnectionPool;
import io.drover.job.source.SourceSide;
import io.drover.job.source.StorePlans;
import io.drover.model.MigrationPlan;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The limit that a migration into Delta is held against: the same tables read by COPY as Spark
 * values, and written as plain Parquet; no ledger, no version, nothing to go on from.
 *
 * <p>Arguments: the spec of the migration, and a folder.
 */
public final class CopyToParquet {
    private CopyToParquet() {}

    public static void main(String[] arguments) {
        MigrationSpec spec = new SpecReader().read(Path.of(arguments[0]), List.of());
        SparkSession session =
                SparkSession.builder()
                        .appName("copy to parquet")
                        .config("spark.sql.session.timeZone", "UTC")
                        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
                        .config("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED")
                        .getOrCreate();
        try (SourceSide source = SourceSide.open(spec, "bench", 8);
                Store store = StorePlans.open(spec, "bench", 1)) {
            Catalog catalog = source.catalog();
            MigrationPlan plan = new StorePlans(spec, store).plan(source);
            for (TablePlan table : plan.tables()) {
                TypedTally tally =
                        new TypedTally(
                                session.sparkContext().collectionAccumulator("chunks"),
                                session.sparkContext().longAccumulator("rows"));
                tally.open("bench");
                new StoreRows(
                                new SourceAccess(spec.source(), source.snapshot(), 7, 64L << 20),
                                store)
                        .of(
                                session,
                                table,
                                catalog.table(table.source()).orElseThrow(),
                                table.chunks(),
                                "bench",
                                0)
                        .write()
                        .mode(SaveMode.Overwrite)
                        .parquet(arguments[1] + "/" + table.target().name());
                TypedTally.close("bench");
            }
        } finally {
            ConnectionPool.closeAll();
            session.stop();
        }
    }
}
