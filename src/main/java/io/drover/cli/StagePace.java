package io.drover.cli;

import io.drover.report.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The work of one stage, done and left, and its mean pace. Not thread-safe. */
final class StagePace {
    private static final int BAR_WIDTH = 24;
    private static final double ALMOST = 0.99;

    private final String title;
    private final long tables;
    private final long estimatedRows;
    private final long estimatedBytes;
    private final Instant begin;
    private long rows;
    private long bytes;
    private long passed;

    StagePace(String title, long tables, long estimatedRows, long estimatedBytes, Instant begin) {
        this.title = title;
        this.tables = tables;
        this.estimatedRows = estimatedRows;
        this.estimatedBytes = estimatedBytes;
        this.begin = begin;
    }

    String title() {
        return title;
    }

    long tables() {
        return tables;
    }

    void moved(long moreRows, long moreBytes) {
        rows += moreRows;
        bytes += moreBytes;
    }

    void passed() {
        passed++;
    }

    /** {@code : 12 tables, about 1,204,331 rows, 256 MB}; empty where nothing is known. */
    String work() {
        List<String> parts = new ArrayList<>();
        if (tables > 0) {
            parts.add(Figures.counted(tables, "table"));
        }
        if (estimatedRows > 0) {
            parts.add("about " + Figures.counted(estimatedRows, "row"));
        }
        if (estimatedBytes > 0) {
            parts.add(Figures.bytes((double) estimatedBytes));
        }
        return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
    }

    /** Rows, part, tables, rates and time left, as far as each is known. */
    String line(Instant now) {
        return String.join(", ", parts(now));
    }

    /** The same on one line of a terminal behind a bar; what does not fit is left out. */
    String frame(Instant now, int width) {
        double part = part();
        StringBuilder frame = new StringBuilder(title);
        if (part > 0) {
            int filled = (int) (part * BAR_WIDTH);
            frame.append("  [").append("=".repeat(filled)).append(">");
            frame.append(" ".repeat(BAR_WIDTH - 1 - Math.min(filled, BAR_WIDTH - 1))).append("]");
        }
        String separator = "  ";
        for (String text : parts(now)) {
            if (frame.length() + separator.length() + text.length() > width) {
                break;
            }
            frame.append(separator).append(text);
            separator = ", ";
        }
        return frame.length() > width ? frame.substring(0, Math.max(0, width)) : frame.toString();
    }

    private List<String> parts(Instant now) {
        List<String> parts = new ArrayList<>();
        double part = part();
        if (part > 0) {
            parts.add((long) (part * 100) + " %");
        }
        parts.add(Figures.counted(rows, "row"));
        if (tables > 0) {
            parts.add(Figures.count(passed) + " of " + Figures.counted(tables, "table"));
        }
        parts.addAll(rates(now));
        if (part > 0 && part < ALMOST) {
            parts.add("about " + Figures.duration(seconds(now) * (1 - part) / part) + " left");
        }
        return parts;
    }

    /** What was done in the end, and how fast. */
    String summary(Instant now) {
        List<String> parts = new ArrayList<>();
        if (tables > 0) {
            parts.add(Figures.count(passed) + " of " + Figures.counted(tables, "table"));
        }
        parts.add(Figures.counted(rows, "row"));
        parts.add(Figures.duration(seconds(now)));
        parts.addAll(rates(now));
        return String.join(", ", parts);
    }

    private List<String> rates(Instant now) {
        double seconds = seconds(now);
        if (seconds <= 0 || rows == 0) {
            return List.of();
        }
        String rowRate = Figures.rowRate(rows / seconds);
        return bytes == 0 ? List.of(rowRate) : List.of(rowRate, Figures.byteRate(bytes / seconds));
    }

    /** From 0 to just below 1: estimates may be short, and only the end of a stage is the end. */
    private double part() {
        if (estimatedRows <= 0) {
            return 0;
        }
        return Math.min(ALMOST, (double) rows / estimatedRows);
    }

    private double seconds(Instant now) {
        return Duration.between(begin, now).toMillis() / 1000.0;
    }
}
