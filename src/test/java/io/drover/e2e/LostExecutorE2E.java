package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.StandaloneCluster;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors in JVMs of their own: one dies in mid-chunk, or two work at the same chunk. */
class LostExecutorE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;
    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void fill() {
        source = TestDatabase.create("executor_old");
        target = TestDatabase.create("executor_new");
        Scene.fill(source);
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void anExecutorThatIsKilledIsReplacedAndTheRunEndsWell() throws SQLException {
        // Every 500 rows a reader passes a gate, which a test may close.
        source.execute(
                "CREATE FUNCTION pace.gated(id bigint) RETURNS boolean LANGUAGE plpgsql COST 1 AS $$"
                        + " BEGIN IF id % 500 = 0 THEN PERFORM pg_sleep(0.005), pg_advisory_lock_shared(1),"
                        + " pg_advisory_unlock_shared(1); END IF; RETURN true; END $$");
        Scene scene =
                new Scene(
                        source,
                        target,
                        folder,
                        "tables = [ { name = \"public.log\", where = \"pace.gated(id)\" } ]");
        try (Running running = Launcher.droverOnCluster().start(scene.arguments("migrate"));
                Connection gate = source.connect()) {
            scene.awaitReceipts(Scene.SMALL_CHUNKS + 3, running);
            gate.createStatement().execute("SELECT pg_advisory_lock(1)");
            Set<String> before = awaitReaders(Set.of(), 2, running);
            List<ProcessHandle> executors = running.executors();
            assertThat(executors).hasSize(2);
            executors.get(0).destroyForcibly();
            // The other one stands before the gate: who comes now is the one that takes the place.
            awaitReaders(before, 1, running);
            assertThat(scene.receipts()).as("chunks loaded at the kill").isLessThan(40);
            gate.createStatement().execute("SELECT pg_advisory_unlock(1)");
            Outcome outcome = running.await(PATIENCE);
            assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
            assertThat(outcome.stderr()).contains("Lost executor");
        }
        scene.assertEachRowArrivedOnce();
        // The one that took its place has a number of its own.
        assertThat(
                        target.value(
                                "SELECT count(DISTINCT substring(attempt FROM 'executor (\\d+)')) FROM drover.receipt"))
                .isEqualTo("3");
    }

    /**
     * Waits for so many more readers before the gate than those; the processes of their servers.
     */
    private Set<String> awaitReaders(Set<String> known, int wanted, Running running) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Set<String> readers =
                    new HashSet<>(
                            source.rows(
                                    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"));
            readers.removeAll(known);
            if (readers.size() >= wanted) {
                return readers;
            }
            if (running.ended() || System.nanoTime() > end) {
                throw new AssertionError(
                        wanted + " readers never came to the gate\n" + running.stderr());
            }
        }
    }

    @Test
    void aSpeculativeTwinLoadsNothingASecondTime() throws IOException {
        // The last row alone takes three seconds: long after all others Spark loses its patience.
        source.execute(
                "CREATE FUNCTION pace.stalls(id bigint) RETURNS boolean LANGUAGE plpgsql COST 1 AS $$"
                        + " BEGIN IF id = "
                        + Scene.ROWS
                        + " THEN PERFORM pg_sleep(3); END IF; RETURN true; END $$");
        Scene scene =
                new Scene(
                        source,
                        target,
                        folder,
                        "tables = [ { name = \"public.log\", where = \"pace.stalls(id)\" } ]");
        Path events = Files.createDirectory(folder.resolve("events"));
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("work"))) {
            scene.migrateToTheEnd(
                    cluster.drover(
                            "--conf spark.speculation=true",
                            "--conf spark.speculation.interval=50ms",
                            "--conf spark.speculation.multiplier=1.1",
                            "--conf spark.speculation.quantile=0.1",
                            "--conf spark.speculation.minTaskRuntime=100ms",
                            "--conf spark.eventLog.enabled=true",
                            "--conf spark.eventLog.dir=" + events.toUri()));
        }
        List<String> twins = speculativeTasks(events);
        System.out.println(twins.size() + " speculative twins ran");
        assertThat(twins).as("twins that Spark started").isNotEmpty();
    }

    private static List<String> speculativeTasks(Path events) throws IOException {
        try (Stream<Path> files = Files.list(events)) {
            return files.filter(file -> file.getFileName().toString().startsWith("app-"))
                    .flatMap(LostExecutorE2E::lines)
                    .filter(line -> line.startsWith("{\"Event\":\"SparkListenerTaskStart\""))
                    .filter(line -> line.contains("\"Speculative\":true"))
                    .toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
