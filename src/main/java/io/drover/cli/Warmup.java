package io.drover.cli;

import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.Deduplication;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuledColumn;
import io.drover.transform.RowTransform;
import io.drover.transform.RuleSession;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Internal to {@code scripts/drover}: does what every command does, so that the JVM which runs it
 * can write the classes it met into an archive ({@code -XX:ArchiveClassesAtExit}). With that
 * archive a command starts in less than half the time. Touches no database.
 */
public final class Warmup {
    private Warmup() {}

    /** With any argument, the classes of the own jar are met as well: for the archive only. */
    public static void main(String[] arguments) throws IOException, URISyntaxException {
        boolean archive = arguments.length > 0;
        if (archive) {
            loadOwnJar();
        }
        SparkConf settings = archive ? SparkSessions.settings(new SparkConf()) : new SparkConf();
        try (SparkSession spark =
                SparkSession.builder().config(settings).appName("drover warm-up").getOrCreate()) {
            long rows =
                    spark.createDataset(List.of(1L, 2L), Encoders.LONG()).repartition(2).count();
            if (rows != 2) {
                throw new IllegalStateException("Spark counted " + rows + " rows of 2");
            }
            applyRules(RuleSession.of(spark));
            if (archive) {
                makeDeltaTable(spark);
            }
        }
    }

    /** Delta and Parquet load thousands of classes before their first row. */
    private static void makeDeltaTable(SparkSession spark) throws IOException {
        Path folder = Files.createTempDirectory("drover-warm-up");
        try {
            String table = "delta.`" + folder.resolve("table") + "`";
            spark.sql(
                    "CREATE TABLE IF NOT EXISTS "
                            + table
                            + " (id BIGINT NOT NULL, name STRING, amount DECIMAL(12,2), born DATE, at TIMESTAMP, bytes BINARY) USING delta");
            for (int version = 1; version <= 2; version++) {
                spark.range(2)
                        .selectExpr(
                                "id",
                                "cast(id AS STRING) AS name",
                                "cast(id AS DECIMAL(12,2)) AS amount",
                                "current_date() AS born",
                                "current_timestamp() AS at",
                                "cast('b' AS BINARY) AS bytes")
                        .write()
                        .format("delta")
                        .mode(version == 1 ? SaveMode.Append : SaveMode.Overwrite)
                        .save(folder.resolve("table").toString());
            }
            if (spark.sql("SELECT * FROM " + table + " WHERE id >= 0").collectAsList().size()
                    != 2) {
                throw new IllegalStateException("Delta has not the two rows that were written");
            }
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    /** What rules need of Spark is half of what a migration with rules loads: the SQL compiler. */
    private static void applyRules(SparkSession session) {
        RowRules rules =
                new RowRules(
                        List.of(
                                new DecodedColumn("id", "id", "bigint", "bigint"),
                                new DecodedColumn("born", "born", "text", "string")),
                        List.of(
                                new LookupPlan(
                                        0,
                                        LookupPlan.Origin.FILE,
                                        "warm-up",
                                        List.of("key"),
                                        List.of("born"),
                                        List.of("value"),
                                        null)),
                        List.of(
                                new RuleStep(
                                        0,
                                        RuleStep.Kind.VALUE,
                                        "type",
                                        "born",
                                        "read as date",
                                        "CAST(try_to_timestamp(trim(born), 'dd/MM/yyyy') AS DATE)",
                                        "born IS NOT NULL",
                                        "try_to_timestamp(trim(born), 'dd/MM/yyyy') IS NULL",
                                        "concat(left(born, 60), ' is no date')",
                                        OnViolation.QUARANTINE,
                                        null,
                                        null)),
                        new Deduplication(0, List.of("id"), true, List.of("id DESC NULLS LAST")),
                        List.of(
                                new RuledColumn("born", "date", "date", "drover_r0"),
                                new RuledColumn("value", "text", "string", "drover_l0_v0")),
                        2);
        StructType read =
                StructType.fromDDL(
                        "drover_opaque BINARY, id BIGINT, born STRING, drover_tid BIGINT, drover_undecodable STRING");
        Dataset<Row> rows =
                session.createDataFrame(
                        List.of(RowFactory.create(new byte[0], 1L, "31/12/1999", 1L, null)), read);
        Dataset<Row> lookup =
                session.createDataFrame(
                        List.of(RowFactory.create("31/12/1999", "found")),
                        StructType.fromDDL("c0 STRING, c1 STRING"));
        List<Row> fated = new RowTransform(rules).apply(rows, Map.of(0, lookup)).collectAsList();
        if (fated.size() != 1) {
            throw new IllegalStateException("The rules made " + fated.size() + " rows of 1");
        }
    }

    private static void loadOwnJar() throws IOException, URISyntaxException {
        Path jar =
                Path.of(Warmup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile entries = new JarFile(jar.toFile())) {
            entries.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .forEach(Warmup::load);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Warmup.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError optional) {
            // A library's class for something that is not here; no command can need it.
        }
    }
}
