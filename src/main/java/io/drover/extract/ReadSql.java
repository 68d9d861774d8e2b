package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that read a chunk of a table. */
public final class ReadSql {
    /** The strongest compression of an out-of-line value: lz4 stores at least one byte for 255. */
    private static final int MOST_COMPRESSED = 256;

    private ReadSql() {}

    /** COPY of the chunk's rows in the table's wire form, its columns in plan order. */
    public static String copy(TablePlan table, ChunkPlan chunk) {
        String columns =
                PostgresNames.quoteAll(table.columns().stream().map(ColumnPlan::source).toList());
        if (chunk.predicate().equals(ChunkPlan.EVERYTHING) && table.where() == null) {
            // COPY of a table reads that table alone, as ONLY does, and skips the executor's
            // projection.
            return "COPY %s (%s) TO STDOUT (FORMAT %s)"
                    .formatted(PostgresNames.quote(table.source()), columns, table.wire());
        }
        return "COPY (SELECT %s FROM %s) TO STDOUT (FORMAT %s)"
                .formatted(columns, fromWhere(table, chunk), table.wire());
    }

    /** {@code ONLY table WHERE …} for the rows of a chunk. */
    public static String fromWhere(TablePlan table, ChunkPlan chunk) {
        String where = table.where() == null ? "" : " AND (" + table.where() + "\n)";
        return "ONLY %s WHERE (%s)%s"
                .formatted(PostgresNames.quote(table.source()), chunk.predicate(), where);
    }

    /**
     * One row (ctid, column, bytes) if a field is wider than {@code maxBytes}; null when no column
     * can be. The stored size is asked first, which reads no out-of-line value; only a value that
     * could be too wide when unpacked is unpacked, by the server.
     */
    static @Nullable String widestField(TablePlan table, ChunkPlan chunk, long maxBytes) {
        List<String> fields = new ArrayList<>();
        for (ColumnPlan column : table.columns()) {
            String name = PostgresNames.quote(column.source());
            boolean bytes = column.sourceType().equals("bytea");
            // As text, a byte is two hexadecimal digits.
            String unpacked =
                    bytes
                            ? (table.wire() == WireForm.TEXT ? "2::bigint * " : "")
                                    + "octet_length("
                                    + name
                                    + ")"
                            : "octet_length(" + name + "::text)";
            fields.add(
                    "(%s, CASE WHEN pg_column_size(%s) > %d THEN (%s)::bigint ELSE 0 END)"
                            .formatted(
                                    PostgresNames.literal(column.source()),
                                    name,
                                    maxBytes / MOST_COMPRESSED / table.columns().size(),
                                    unpacked));
        }
        if (fields.isEmpty()) {
            return null;
        }
        // A task holds the row, so the row is what must not be wider than a field may be.
        return ("SELECT t.ctid, w.widest, w.bytes FROM (SELECT ctid, * FROM %s) t, LATERAL (SELECT"
                        + " (array_agg(f.name ORDER BY f.bytes DESC))[1] AS widest, sum(f.bytes) AS bytes"
                        + " FROM (VALUES %s) f (name, bytes)) w WHERE w.bytes > %d LIMIT 1")
                .formatted(
                        fromWhere(table, chunk),
                        fields.stream().collect(Collectors.joining(", ")),
                        maxBytes);
    }
}
