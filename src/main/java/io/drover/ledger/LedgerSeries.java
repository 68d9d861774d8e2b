package io.drover.ledger;

import io.drover.model.history.ChunkDurations;
import io.drover.model.history.Throughput;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reduces the receipts of a load to series of a fixed length, in the server. */
final class LedgerSeries {
    private LedgerSeries() {}

    /**
     * Each run's receipts are moved to where the run before ended, so that a night between two runs
     * takes no room; then each receipt is shared out over the buckets that it touches. A bucket is
     * a second or longer, except in very short loads.
     */
    private static final String WORK =
            """
            WITH counted AS (
                SELECT r.run_id, r.started_at, r.finished_at, r.read_rows, r.wire_bytes
                FROM {ledger}.receipt r JOIN {ledger}.table_load t
                    USING (load_id, table_number, generation)
                WHERE r.load_id = ?),
            span AS (
                SELECT run_id, min(started_at) AS began,
                       extract(epoch FROM max(finished_at) - min(started_at))::float8 AS seconds
                FROM counted GROUP BY run_id),
            placed AS (
                SELECT run_id, began,
                       coalesce(sum(seconds) OVER (ORDER BY run_id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS at_seconds,
                       sum(seconds) OVER () AS total,
                       least(?::int, greatest(12, ceil(sum(seconds) OVER ())))::int AS points
                FROM span)
            """;

    private static final String POINTS =
            WORK
                    + """
            , work AS (
                SELECT at_seconds + extract(epoch FROM started_at - began)::float8 AS lower,
                       at_seconds + extract(epoch FROM finished_at - began)::float8 AS upper,
                       read_rows, wire_bytes, total, points, total / points AS width
                FROM counted JOIN placed USING (run_id) WHERE total > 0),
            shared AS (
                SELECT bucket, width, points,
                       CASE WHEN upper > lower
                            THEN greatest(0, least(upper, bucket * width) - greatest(lower, (bucket - 1) * width))
                                 / (upper - lower)
                            ELSE 1 END AS part,
                       read_rows, wire_bytes
                FROM work,
                     generate_series(
                         least(width_bucket(lower, 0, total, points), points),
                         least(width_bucket(upper, 0, total, points), points)) AS bucket),
            filled AS (
                SELECT bucket, max(width) AS width, max(points) AS points, sum(part * read_rows) AS rows,
                       sum(part * wire_bytes) AS bytes
                FROM shared GROUP BY bucket)
            SELECT (number - 1) * w.width AS at_seconds, w.width,
                   coalesce(rows, 0) / w.width AS rows_per_second,
                   coalesce(bytes, 0) / w.width AS bytes_per_second
            FROM (SELECT max(width) AS width, max(points) AS points FROM filled) w,
                 generate_series(1, w.points) AS number
            LEFT JOIN filled ON filled.bucket = number
            WHERE w.width IS NOT NULL
            ORDER BY number
            """;

    private static final String RUN_STARTS =
            WORK + "SELECT run_id, at_seconds FROM placed ORDER BY at_seconds, run_id LIMIT 50";

    private static final String DURATIONS =
            """
            WITH counted AS (
                SELECT t.source_table, r.chunk_number, r.read_rows,
                       extract(epoch FROM r.finished_at - r.started_at)::float8 AS seconds
                FROM {ledger}.receipt r JOIN {ledger}.table_load t
                    USING (load_id, table_number, generation)
                WHERE r.load_id = ?),
            whole AS (
                SELECT count(*) AS chunks, max(seconds) AS longest,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
                       percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS percentile95
                FROM counted),
            slowest AS (
                SELECT source_table, chunk_number, read_rows FROM counted
                ORDER BY seconds DESC, source_table, chunk_number LIMIT 1),
            bins AS (
                SELECT least(width_bucket(seconds, 0, longest, ?::int), ?::int) AS bin, count(*) AS chunks
                FROM counted, whole WHERE longest > 0 GROUP BY 1)
            SELECT whole.*, slowest.*, longest / ?::int AS width,
                   ARRAY(SELECT coalesce(bins.chunks, 0)
                         FROM generate_series(1, ?::int) AS number LEFT JOIN bins ON bin = number
                         ORDER BY number) AS bins
            FROM whole, slowest WHERE longest > 0
            """;

    static Optional<Throughput> throughput(LedgerQueries queries, long load, int points) {
        double[] width = {0};
        List<Throughput.Point> series =
                queries.list(
                        "the throughput",
                        POINTS,
                        row -> {
                            width[0] = row.getDouble("width");
                            return new Throughput.Point(
                                    row.getDouble("at_seconds"),
                                    row.getDouble("rows_per_second"),
                                    row.getDouble("bytes_per_second"));
                        },
                        load,
                        points);
        if (series.isEmpty()) {
            return Optional.empty();
        }
        List<Throughput.RunStart> starts =
                queries.list(
                        "the runs' rows",
                        RUN_STARTS,
                        row ->
                                new Throughput.RunStart(
                                        row.getLong("run_id"), row.getDouble("at_seconds")),
                        load,
                        points);
        return Optional.of(new Throughput(width[0], series, starts));
    }

    static Optional<ChunkDurations> durations(LedgerQueries queries, long load, int bins) {
        return queries
                .list(
                        "the chunks",
                        DURATIONS,
                        LedgerSeries::durations,
                        load,
                        bins,
                        bins,
                        bins,
                        bins)
                .stream()
                .findFirst();
    }

    private static ChunkDurations durations(ResultSet row) throws SQLException {
        return new ChunkDurations(
                row.getLong("chunks"),
                row.getDouble("median"),
                row.getDouble("percentile95"),
                row.getDouble("longest"),
                row.getString("source_table"),
                row.getInt("chunk_number"),
                row.getLong("read_rows"),
                row.getDouble("width"),
                bins(row.getArray("bins")));
    }

    private static List<Long> bins(Array counts) throws SQLException {
        try {
            return List.of((Long[]) counts.getArray());
        } finally {
            counts.free();
        }
    }
}
