package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Nullable;
import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.Fault;
import io.drover.testing.snowflake.SnowflakeStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the driver in the middle of a load into Delta tables, a MariaDB or Snowflake's
 * stand-in, and the same command again. The ledger is the server beside the spec, which outlives
 * the driver.
 */
class KilledStoreLoadE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String SUMS =
            "concat_ws(' ', sum(id), count(DISTINCT id), count(DISTINCT line)) FROM log";

    @TempDir private Path folder;
    private TestDatabase source;
    private @Nullable Connection holder;

    @BeforeEach
    void fill() {
        source = TestDatabase.create("killed_store");
        Scene.fill(source);
    }

    @AfterEach
    void close() throws SQLException {
        if (holder != null) {
            holder.close();
        }
        source.close();
    }

    @Test
    void aLoadIntoDeltaThatIsKilledGoesOnWithTheSameCommandAndEachRowArrivesOnce()
            throws IOException, SQLException {
        String spec =
                slowSpec(
                        "target { type = delta, url = \"%s\", delta { chunks-at-once = 4 } }"
                                .formatted(folder.resolve("lake")));
        long server = kill(spec, this::batches, 2);
        System.out.printf("%d batches were staged when the driver was killed%n", batches());
        List<String> files = stagedFiles();

        goOn(spec, server);

        assertEachRowArrivedOnce();
        assertThat(String.join(" ", log().inputFiles()))
                .as("what was staged before is taken in and not written again")
                .contains(files);
        isComplete(spec);
    }

    @Test
    void aLoadIntoMariaDbThatIsKilledGoesOnWithTheSameCommandAndEachRowArrivesOnce()
            throws IOException, SQLException {
        try (TestMariaDb target = TestMariaDb.create("killed_store")) {
            String spec =
                    slowSpec(
                            "target { type = mysql, url = \"%s\", user = drover, password = drover }"
                                    .formatted(target.url()));
            long server = kill(spec, () -> receipts(target), 8);
            String place = "FROM drover_new_log";
            System.out.printf(
                    "%d chunks, %s rows of log were loaded when the driver was killed%n",
                    receipts(target), target.value("SELECT count(*) " + place));
            String marked = target.value("SELECT min(id) " + place);
            target.execute("UPDATE drover_new_log SET line = 'marked' WHERE id = " + marked);

            goOn(spec, server);

            assertThat(target.value("SELECT line FROM log WHERE id = " + marked))
                    .as("a row that was loaded before the kill, and is not loaded again")
                    .isEqualTo("marked");
            target.execute(
                    "UPDATE log SET line = concat(md5(id), md5(id + 1)) WHERE id = " + marked);
            for (String table : tables()) {
                assertThat(target.value("SELECT count(*) FROM `%s`".formatted(table)))
                        .as(table)
                        .isEqualTo(source.value("SELECT count(*) FROM \"%s\"".formatted(table)));
            }
            assertThat(target.value("SELECT " + SUMS)).isEqualTo(source.value("SELECT " + SUMS));
            assertThat(target.rows("SHOW TABLES LIKE 'drover\\_new%'")).isEmpty();
            isComplete(spec);
        }
    }

    /** The connector's own append would have left rows of each file that was in. */
    @Test
    void aLoadIntoSnowflakeThatIsKilledGoesOnWithTheSameCommandAndEachRowArrivesOnce()
            throws IOException, SQLException {
        try (SnowflakeStandIn target =
                        SnowflakeStandIn.start(
                                SnowflakeStandIn.StageKind.S3, SnowflakeStandIn.ResultKind.ARROW);
                Connection rows = target.h2()) {
            String spec =
                    spec(
                            "target { type = snowflake, url = \"%s\", user = %s, password = \"%s\", snowflake { database = drover, authentication = password, batch-bytes = 1MiB } }"
                                    .formatted(target.jdbcUrl(), target.user(), target.password()));
            long server = kill(spec, () -> receipts(rows), 8);
            System.out.printf(
                    "%d chunks, %s rows of log were moved when the driver was killed%n",
                    receipts(rows), value(rows, "SELECT count(*) FROM drover_new_log"));
            String marked = value(rows, "SELECT min(id) FROM drover_new_log");
            execute(rows, "UPDATE drover_new_log SET line = 'marked' WHERE id = " + marked);

            // As a COPY may refuse it that fills the table still. More than one: what the dead
            // driver
            // had under way may take some.
            target.faults().times(4, Fault.locked("DROP TABLE .*DROVER_STAGE"));
            assertThat(goOn(spec, server).stderr())
                    .containsPattern("drover_stage_\\w+ stays for now: .*lock held by another");

            assertThat(value(rows, "SELECT line FROM log WHERE id = " + marked))
                    .as("a row that was moved before the kill, and is not loaded again")
                    .isEqualTo("marked");
            for (String table : tables()) {
                assertThat(value(rows, "SELECT count(*) FROM " + table))
                        .as(table)
                        .isEqualTo(source.value("SELECT count(*) FROM \"%s\"".formatted(table)));
            }
            String ids = "SELECT concat_ws(' ', sum(id), count(DISTINCT id)) FROM log";
            assertThat(value(rows, ids)).isEqualTo(source.value(ids));
            assertThat(
                            value(
                                    rows,
                                    "SELECT count(*) FROM information_schema.tables WHERE lower(table_name) LIKE 'drover_stage%' OR lower(table_name) LIKE 'drover_new%'"))
                    .as("tables that the killed run left")
                    .isEqualTo("0");
            isComplete(spec);
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Chunks of the large table that are in Snowflake for good. */
    private static int receipts(Connection connection) {
        try {
            String made =
                    "SELECT count(*) FROM information_schema.tables WHERE table_name = 'DROVER_RECEIPT'";
            return value(connection, made).equals("0")
                    ? 0
                    : Integer.parseInt(
                            value(
                                    connection,
                                    "SELECT count(*) FROM drover_receipt WHERE lower(target) LIKE '%.log' AND chunk_no >= 0"));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Kills the driver once it has come so far; the process of the ledger's server. */
    private long kill(String spec, IntSupplier progress, int wanted) throws IOException {
        Scene.warmUp();
        try (Running running = Launcher.drover().start("migrate", spec, "--report", reports())) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (progress.getAsInt() < wanted) {
                if (running.ended() || System.nanoTime() > end) {
                    throw new AssertionError("It ended before that\n" + running.stderr());
                }
            }
            running.killDriver();
            assertThat(running.await(PATIENCE).exitCode()).isEqualTo(137);
            long server = ledgerProcess();
            assertThat(ProcessHandle.of(server))
                    .as("the ledger's server outlives the driver")
                    .isPresent();
            return server;
        }
    }

    private Outcome goOn(String spec, long server) {
        Outcome outcome = Launcher.drover().run("migrate", spec, "--report", reports());
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.toString()).contains("in 8 tables (load 1, run 2)");
        assertThat(ProcessHandle.of(server))
                .as("the last command stops the server that it found")
                .isEmpty();
        return outcome;
    }

    private void isComplete(String spec) {
        Outcome again = Launcher.drover().run("migrate", spec, "--report", reports());
        assertThat(again.stdout()).contains("is complete since load 1");
        assertThat(Launcher.drover().run("status", spec).stdout())
                .contains("log  ", "load 1 is complete");
    }

    private String reports() {
        return folder.resolve("reports").toString();
    }

    private List<String> tables() {
        return source.rows(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace");
    }

    /** Chunks of the large table that are in the target and settled. */
    private static int receipts(TestMariaDb target) {
        return target.rows("SHOW TABLES LIKE 'drover_receipt'").isEmpty()
                ? 0
                : Integer.parseInt(
                        target.value(
                                "SELECT count(*) FROM drover_receipt WHERE target LIKE '%.log' AND aside_rows >= 0"));
    }

    private void assertEachRowArrivedOnce() {
        for (String table : tables()) {
            Dataset<Row> rows =
                    TestSpark.session()
                            .read()
                            .format("delta")
                            .load(folder.resolve("lake").resolve(table).toString());
            assertThat(rows.count())
                    .as(table)
                    .isEqualTo(
                            Long.parseLong(
                                    source.value("SELECT count(*) FROM \"%s\"".formatted(table))));
        }
        assertThat(
                        log().selectExpr("sum(id)", "count(distinct id)", "count(distinct line)")
                                .first()
                                .mkString(" "))
                .isEqualTo(source.value("SELECT " + SUMS));
    }

    private Dataset<Row> log() {
        return TestSpark.session()
                .read()
                .format("delta")
                .load(folder.resolve("lake/log").toString());
    }

    /** The Parquet files that the manifests of the large table name. */
    private List<String> stagedFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> staged = Files.walk(folder.resolve("lake/log/_drover"))) {
            for (Path manifest :
                    staged.filter(file -> file.toString().endsWith(".json")).toList()) {
                Matcher names =
                        Pattern.compile("part-[-0-9a-zA-Z.]+parquet")
                                .matcher(Files.readString(manifest));
                while (names.find()) {
                    files.add(names.group());
                }
            }
        }
        assertThat(files).isNotEmpty();
        return files;
    }

    /** Of the large table. */
    private int batches() {
        Path staged = folder.resolve("lake/log/_drover");
        if (!Files.isDirectory(staged)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(staged)) {
            return (int)
                    files.filter(file -> file.getFileName().toString().matches("chunks-.*json"))
                            .count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private long ledgerProcess() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("scene.conf.ledger/data/postmaster.pid"))
                        .get(0)
                        .strip());
    }

    /** Whose snapshot dies with the driver: what was loaded must be proved unchanged. */
    private String spec(String target) throws IOException {
        return spec(target, "", "");
    }

    /**
     * Slow by a {@code where}, which no proof covers once the source gave out another transaction's
     * number, be it to its autovacuum: so its snapshot is held.
     */
    private String slowSpec(String target) throws IOException, SQLException {
        holder = source.connect();
        holder.setAutoCommit(false);
        holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        String snapshot = value(holder, "SELECT pg_export_snapshot()");
        return spec(target, ", snapshot = \"%s\"".formatted(snapshot), Scene.slowly());
    }

    private String spec(String target, String held, String tables) throws IOException {
        String text =
                """
                migration {
                  name = scene
                  source { type = postgres, url = "%s", user = postgres, password = postgres, connect-timeout = 1s%s }
                  %s
                  select.include = ["public.*"]
                  chunking { target-bytes = 1MiB, small-table-bytes = 256KiB }
                  %s
                }
                """
                        .formatted(source.url(), held, target, tables);
        return Files.writeString(folder.resolve("scene.conf"), text).toString();
    }
}
