package io.drover.cli;

import io.drover.job.run.Progress;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * Progress as one line that is drawn again and again at the foot of a terminal, above it the notes
 * and a line for each stage that ended. Thread-safe.
 *
 * <p>The library draws, on a thread of its own; what is drawn, and by which clock, is ours.
 */
final class TerminalProgress implements Progress {
    private static final int REDRAW_MILLIS = 250;

    /** To the begin of the line, and clear it to its end (ECMA-48). */
    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final InstantSource clock;
    private final IntSupplier width;
    private @Nullable ProgressBar bar;
    private volatile StagePace pace;

    TerminalProgress(PrintStream out, InstantSource clock) {
        this(out, clock, new ConsoleProgressBarConsumer(out)::getMaxRenderedLength);
    }

    TerminalProgress(PrintStream out, InstantSource clock, IntSupplier width) {
        this.out = out;
        this.clock = clock;
        this.width = width;
        this.pace = new StagePace("", 0, 0, 0, clock.instant());
    }

    @Override
    public synchronized void stage(String title, long tables, long rows, long bytes) {
        end();
        pace = new StagePace(title, tables, rows, bytes, clock.instant());
        bar =
                new ProgressBarBuilder()
                        .setTaskName(title)
                        .setInitialMax(-1)
                        .setUpdateIntervalMillis(REDRAW_MILLIS)
                        .continuousUpdate()
                        .clearDisplayOnFinish()
                        .setConsumer(new Frames())
                        .setRenderer((state, columns) -> draw(columns))
                        .build();
    }

    @Override
    public void moved(long rows, long bytes) {
        StagePace current = pace;
        synchronized (current) {
            current.moved(rows, bytes);
        }
    }

    @Override
    public void passed(TableName table, long rows) {
        StagePace current = pace;
        synchronized (current) {
            current.passed();
        }
    }

    /** One write, so that no frame of the drawing thread falls between the line and its end. */
    @Override
    public synchronized void note(String line) {
        out.print((bar == null ? "" : ERASE) + line + System.lineSeparator());
        out.flush();
    }

    @Override
    public synchronized void end() {
        if (bar == null) {
            return;
        }
        bar.close();
        StagePace ended = pace;
        synchronized (ended) {
            // Erases once more: a bar that is closed before its first frame draws that frame and
            // leaves it there (progressbar 0.10.1, ProgressUpdateAction.run).
            note(ended.title() + ": " + ended.summary(clock.instant()));
        }
        bar = null;
    }

    /** Called by the drawing thread, which holds a lock of the bar: takes the pace's lock only. */
    private String draw(int columns) {
        StagePace current = pace;
        synchronized (current) {
            return current.frame(clock.instant(), columns);
        }
    }

    /** Draws over the same line; the library's own leaves an empty line at the end. */
    private final class Frames implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return width.getAsInt();
        }

        @Override
        public void accept(String frame) {
            out.print(ERASE + frame);
            out.flush();
        }

        @Override
        public void clear() {
            accept("");
        }

        @Override
        public void close() {
            clear();
        }
    }
}
