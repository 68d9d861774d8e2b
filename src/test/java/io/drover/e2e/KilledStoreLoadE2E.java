package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * {@code kill -9} of the driver in the middle of a load into Delta tables, and the same command
 * again. The ledger is the server beside the spec, which outlives the driver.
 */
class KilledStoreLoadE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir private Path folder;
    private TestDatabase source;

    @BeforeEach
    void fill() {
        source = TestDatabase.create("killed_store");
        Scene.fill(source);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void aLoadIntoDeltaThatIsKilledGoesOnWithTheSameCommandAndEachRowArrivesOnce()
            throws IOException {
        Scene.warmUp();
        String spec = spec();
        String reports = folder.resolve("reports").toString();
        long server;
        try (Running running = Launcher.drover().start("migrate", spec, "--report", reports)) {
            awaitBatches(2, running);
            running.killDriver();
            assertThat(running.await(PATIENCE).exitCode()).isEqualTo(137);
            server = ledgerProcess();
            assertThat(ProcessHandle.of(server))
                    .as("the ledger's server outlives the driver")
                    .isPresent();
        }
        int staged = batches();
        List<String> files = stagedFiles();

        Outcome outcome = Launcher.drover().run("migrate", spec, "--report", reports);

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.toString()).contains("in 8 tables (load 1, run 2)");
        System.out.printf("%d batches were staged when the driver was killed%n", staged);
        assertEachRowArrivedOnce();
        assertThat(String.join(" ", log().inputFiles()))
                .as("what was staged before is taken in and not written again")
                .contains(files);
        assertThat(ProcessHandle.of(server))
                .as("the last command stops the server that it found")
                .isEmpty();
        Outcome again = Launcher.drover().run("migrate", spec, "--report", reports);
        assertThat(again.stdout()).contains("is complete since load 1");
        assertThat(Launcher.drover().run("status", spec).stdout())
                .contains("public.log  ", "load 1 is complete");
    }

    private void assertEachRowArrivedOnce() {
        for (String table :
                source.rows(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")) {
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
        Dataset<Row> log =
                TestSpark.session()
                        .read()
                        .format("delta")
                        .load(folder.resolve("lake/log").toString());
        assertThat(
                        log.selectExpr("sum(id)", "count(distinct id)", "count(distinct line)")
                                .first()
                                .mkString(" "))
                .isEqualTo(
                        source.value(
                                "SELECT concat_ws(' ', sum(id), count(DISTINCT id), count(DISTINCT line)) FROM log"));
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

    private void awaitBatches(int wanted, Running running) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (batches() < wanted) {
            if (running.ended() || System.nanoTime() > end) {
                throw new AssertionError("It ended before that\n" + running.stderr());
            }
        }
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

    private String spec() throws IOException {
        String text =
                """
                migration {
                  name = scene
                  source { type = postgres, url = "%s", user = postgres, password = postgres, connect-timeout = 1s }
                  target { type = delta, url = "%s", delta { chunks-at-once = 4 } }
                  select.include = ["public.*"]
                  chunking { target-bytes = 1MiB, small-table-bytes = 256KiB }
                  %s
                }
                """
                        .formatted(source.url(), folder.resolve("lake"), Scene.slowly());
        return Files.writeString(folder.resolve("scene.conf"), text).toString();
    }
}
