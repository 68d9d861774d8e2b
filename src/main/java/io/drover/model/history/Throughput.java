package io.drover.model.history;

import java.util.List;

/**
 * How fast rows arrived, over the time in which runs moved rows: the pauses between runs are cut
 * out. A chunk's rows are spread evenly over its duration.
 *
 * @param bucketSeconds the width of a point
 * @param points in order of time, without gaps, at most as many as were asked for
 * @param runStarts where on this axis the rows of each run begin, in order
 */
public record Throughput(double bucketSeconds, List<Point> points, List<RunStart> runStarts) {
    public Throughput {
        points = List.copyOf(points);
        runStarts = List.copyOf(runStarts);
    }

    /** A bucket: its start in seconds of work, and its mean rates. */
    public record Point(double atSeconds, double rowsPerSecond, double bytesPerSecond) {}

    /** The begin of a run's rows. */
    public record RunStart(long runId, double atSeconds) {}
}
