package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.rules.RowRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The statements that read a chunk of a table. */
public final class ReadSql {
    /** The strongest compression of an out-of-line value: lz4 stores at least one byte for 255. */
    private static final int MOST_COMPRESSED = 256;

    private ReadSql() {}

    /**
     * COPY of the chunk's rows in the table's wire form, its columns in plan order; of a table with
     * rules behind them the decoded columns, in order, and the row's ctid.
     */
    public static String copy(TablePlan table, ChunkPlan chunk) {
        if (table.rules() != null) {
            // One flat SELECT: around a subquery the server would still find the range of ctids,
            // but a WHERE of the spec could meet names that it does not mean.
            return "COPY (SELECT %s FROM %s) TO STDOUT (FORMAT %s)"
                    .formatted(
                            ruledColumns(table, table.rules()),
                            fromWhere(table, chunk),
                            table.wire());
        }
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

    private static String ruledColumns(TablePlan table, RowRules rules) {
        List<String> selected = new ArrayList<>();
        table.columns().forEach(column -> selected.add(PostgresNames.quote(column.source())));
        rules.decoded().forEach(column -> selected.add(column.sql()));
        selected.add("ctid");
        return String.join(", ", selected);
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
        List<Field> columns = fields(table);
        List<String> fields = new ArrayList<>();
        for (Field column : columns) {
            String name = PostgresNames.quote(column.name());
            boolean bytes = column.type().equals("bytea");
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
                                    PostgresNames.literal(column.name()),
                                    name,
                                    maxBytes / MOST_COMPRESSED / columns.size(),
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

    /** A column that a task holds a value of. */
    private record Field(String name, String type) {}

    /** One that travels opaque and decoded is held twice, and stands twice. */
    private static List<Field> fields(TablePlan table) {
        List<Field> fields = new ArrayList<>();
        table.columns()
                .forEach(column -> fields.add(new Field(column.source(), column.sourceType())));
        if (table.rules() != null) {
            table.rules()
                    .decoded()
                    .forEach(column -> fields.add(new Field(column.name(), column.sourceType())));
        }
        return fields;
    }
}
