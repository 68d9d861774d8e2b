package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.TableName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TableName ORDERS = new TableName("shop", "orders");

    private static final String ERASE = "\r\033[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final HandClock clock = new HandClock();

    @Test
    void linesComeWhenTheirIntervalIsOverAndSomethingMoved() {
        PlainProgress progress = new PlainProgress(out, clock, Duration.ofSeconds(10));
        progress.stage("Loading", 2, 1_000_000, 200_000_000);
        clock.pass(4);
        progress.moved(100_000, 20_000_000);
        clock.pass(6);
        progress.moved(150_000, 30_000_000);
        clock.pass(1);
        progress.moved(1, 1);
        progress.passed(ORDERS, 250_001);
        progress.note("Went on with 3 of 9 chunks.");
        clock.pass(9);
        progress.end();
        progress.end();
        assertThat(printed())
                .containsExactly(
                        "Loading: 2 tables, about 1,000,000 rows, 200 MB",
                        "Loading: 25 %, 250,000 rows, 0 of 2 tables, 25,000 rows/s, 5.0 MB/s, about 30.0 s left",
                        "  shop.orders: 250,001 rows",
                        "Went on with 3 of 9 chunks.",
                        "Loading ended: 1 of 2 tables, 250,001 rows, 20.0 s, 12,500 rows/s, 2.5 MB/s");
    }

    @Test
    void thousandsOfTablesAreOnlyCounted() {
        PlainProgress progress = new PlainProgress(out, clock, Duration.ofSeconds(10));
        progress.stage("Loading", 1000, 0, 0);
        progress.passed(ORDERS, 1);
        progress.end();
        assertThat(printed())
                .containsExactly(
                        "Loading: 1,000 tables",
                        "Loading ended: 1 of 1,000 tables, 0 rows, 0.00 s");
    }

    @Test
    void anEstimateThatWasShortNeverReachesTheEnd() {
        StagePace pace = new StagePace("Loading", 1, 100, 0, clock.instant());
        clock.pass(1);
        pace.moved(250, 0);
        assertThat(pace.line(clock.instant()))
                .isEqualTo("99 %, 250 rows, 0 of 1 table, 250 rows/s");
    }

    @Test
    void aFrameFitsItsTerminal() {
        StagePace pace = new StagePace("Loading", 2, 1000, 0, clock.instant());
        clock.pass(2);
        pace.moved(500, 50_000);
        assertThat(pace.frame(clock.instant(), 200))
                .isEqualTo(
                        "Loading  [============>           ]  50 %, 500 rows, 0 of 2 tables, 250 rows/s, 25.0 kB/s, about 2.00 s left");
        assertThat(pace.frame(clock.instant(), 60))
                .isEqualTo("Loading  [============>           ]  50 %, 500 rows");
        assertThat(pace.frame(clock.instant(), 5)).isEqualTo("Loadi");
    }

    @Test
    void aTerminalKeepsNotesAndTheEndOfAStage() {
        TerminalProgress progress = new TerminalProgress(out, clock, () -> 120);
        progress.note("Begin.");
        progress.stage("Loading", 1, 100, 0);
        clock.pass(2);
        progress.moved(100, 1000);
        progress.passed(ORDERS, 100);
        progress.note("Table done.");
        progress.stage("Indexes", 1, 0, 0);
        progress.end();
        progress.end();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("\r\033[KTable done.");
        assertThat(printed())
                .containsExactly(
                        "Begin.",
                        "Table done.",
                        "Loading: 1 of 1 table, 100 rows, 2.00 s, 50 rows/s, 500 B/s",
                        "Indexes: 0 of 1 table, 0 rows, 0.00 s");
    }

    /** What a terminal shows in the end: of each line, only what came after it was last erased. */
    private List<String> printed() {
        return Stream.of(bytes.toString(StandardCharsets.UTF_8).split("\n"))
                .map(
                        line ->
                                line.contains(ERASE)
                                        ? line.substring(line.lastIndexOf(ERASE) + ERASE.length())
                                        : line)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** A clock that stands until it is moved. */
    private static final class HandClock implements InstantSource {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public synchronized Instant instant() {
            return now;
        }

        synchronized void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }
    }
}
