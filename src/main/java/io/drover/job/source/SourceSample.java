package io.drover.job.source;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.extract.ReadSql;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds some rows of a source table and reads them as the server's text.
 *
 * <p>Runs on: driver, on a connection inside the snapshot that Spark reads under as well.
 */
public final class SourceSample {
    /** A place as the rules know it: block * 65536 + offset. */
    private static final String PLACE =
            "(ctid::text::point)[0]::bigint * 65536 + (ctid::text::point)[1]::bigint";

    private final Inquiry inquiry;

    public SourceSample(Connection source) {
        this.inquiry = new Inquiry(Side.SOURCE, source);
    }

    /**
     * The rows asked for as a chunk of the table.
     *
     * @throws MigrationException USAGE when a key names no column; SOURCE when a value is none of
     *     the column's
     */
    public ChunkPlan chunk(TablePlan table, TableInfo info, SampleRequest request) {
        if (request.keys().isEmpty()) {
            List<String> places =
                    inquiry.list(
                            "choose rows of " + table.source(),
                            "SELECT ctid::text FROM %s LIMIT %d"
                                    .formatted(
                                            ReadSql.fromWhere(
                                                    table,
                                                    new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                                            request.rows()),
                            row -> "\"" + row.getString(1) + "\"");
            return of("ctid = ANY ('{%s}'::tid[])".formatted(String.join(",", places)));
        }
        return of(
                request.keys().stream()
                        .map(key -> predicate(info, key))
                        .collect(Collectors.joining(" OR ")));
    }

    /**
     * A condition that the first rows satisfy, in the order of the blocks.
     *
     * @return {@code true} where there are no more
     */
    public String limit(TablePlan table, long rows) {
        // Other scans of the table would let this one begin in its middle, and workers shuffle it.
        inquiry.list(
                "read " + table.source() + " from its beginning",
                "SELECT set_config('synchronize_seqscans', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),"
                        + " set_config('enable_indexscan', 'off', true), set_config('enable_indexonlyscan', 'off', true), set_config('enable_bitmapscan', 'off', true)",
                row -> "");
        List<String> last =
                inquiry.list(
                        "find the first rows of " + table.source(),
                        "SELECT ctid::text FROM %s OFFSET %d LIMIT 1"
                                .formatted(
                                        ReadSql.fromWhere(
                                                table,
                                                new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                                        rows - 1),
                        row -> row.getString(1));
        return last.isEmpty() ? "true" : "ctid <= '%s'::tid".formatted(last.get(0));
    }

    private static ChunkPlan of(String predicate) {
        return new ChunkPlan(0, predicate, 0, 0);
    }

    private static String predicate(TableInfo table, Map<String, String> key) {
        List<String> names = table.columns().stream().map(ColumnInfo::name).toList();
        for (String column : key.keySet()) {
            if (!names.contains(column)) {
                throw NamedKey.unknown(table, column);
            }
        }
        return key.entrySet().stream()
                .map(
                        part ->
                                PostgresNames.quote(part.getKey())
                                        + " = "
                                        + PostgresNames.literal(part.getValue()))
                .collect(Collectors.joining(" AND ", "(", ")"));
    }

    /** The rows by their places, each column's text by its name; {@code masked} ones as stars. */
    public Map<Long, Map<String, String>> rows(
            TablePlan table, TableInfo info, ChunkPlan chunk, Set<String> masked) {
        Map<Long, Map<String, String>> rows = new TreeMap<>();
        List<ColumnInfo> columns = info.columns();
        String texts =
                columns.stream()
                        .map(column -> PostgresNames.quote(column.name()) + "::text")
                        .collect(Collectors.joining(", "));
        inquiry.list(
                        "read rows of " + table.source(),
                        "SELECT %s, %s FROM %s"
                                .formatted(PLACE, texts, ReadSql.fromWhere(table, chunk)),
                        row -> {
                            Map<String, String> values = new LinkedHashMap<>();
                            for (int column = 0; column < columns.size(); column++) {
                                String name = columns.get(column).name();
                                String text = row.getString(column + 2);
                                values.put(
                                        name, text != null && masked.contains(name) ? "***" : text);
                            }
                            return Map.entry(row.getLong(1), values);
                        })
                .forEach(row -> rows.put(row.getKey(), row.getValue()));
        return rows;
    }
}
