package io.drover.cli;

import io.drover.job.run.Progress;
import io.drover.model.TableName;
import io.drover.report.Figures;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Progress as plain lines, for logs and pipes: one when a stage begins and ends, one for each table
 * where there are few, and one in each interval in which something moved. Thread-safe.
 */
final class PlainProgress implements Progress {
    /** With more tables than this, only their number is told. */
    private static final long NAMED_TABLES = 50;

    private final PrintStream out;
    private final InstantSource clock;
    private final Duration interval;
    private StagePace pace;
    private Instant nextLine;

    PlainProgress(PrintStream out, InstantSource clock, Duration interval) {
        this.out = out;
        this.clock = clock;
        this.interval = interval;
        this.pace = new StagePace("", 0, 0, 0, clock.instant());
        this.nextLine = Instant.MAX;
    }

    @Override
    public synchronized void stage(String title, long tables, long rows, long bytes) {
        Instant now = clock.instant();
        pace = new StagePace(title, tables, rows, bytes, now);
        nextLine = now.plus(interval);
        out.println(title + pace.work());
    }

    @Override
    public synchronized void moved(long rows, long bytes) {
        pace.moved(rows, bytes);
        Instant now = clock.instant();
        if (!now.isBefore(nextLine)) {
            nextLine = now.plus(interval);
            out.println(pace.title() + ": " + pace.line(now));
        }
    }

    @Override
    public synchronized void passed(TableName table, long rows) {
        pace.passed();
        if (pace.tables() <= NAMED_TABLES) {
            out.println("  " + table + ": " + Figures.counted(rows, "row"));
        }
    }

    @Override
    public synchronized void note(String line) {
        out.println(line);
    }

    @Override
    public synchronized void end() {
        if (nextLine.equals(Instant.MAX)) {
            return;
        }
        nextLine = Instant.MAX;
        out.println(pace.title() + " ended: " + pace.summary(clock.instant()));
    }
}
