package io.drover.reconcile;

import io.drover.dialect.postgres.CanonicalField;
import io.drover.dialect.postgres.CanonicalSql;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import java.util.List;
import java.util.stream.Collectors;

/** What a side is asked. */
final class ScanSql {
    /** The strongest compression of an out-of-line value: lz4 stores one byte for 255 at best. */
    static final int MOST_COMPRESSED = 256;

    private ScanSql() {}

    /**
     * A phrase that names a field wider than {@code maxBytes}; no row where there is none. The
     * stored size is asked first, and only what could be too wide is unpacked, by the server.
     */
    static String widestField(ScanItem item, long maxBytes) {
        String fields =
                item.tables().columns().stream()
                        .map(
                                column ->
                                        "(%1$s, CASE WHEN pg_catalog.pg_column_size(%2$s) > %3$d THEN pg_catalog.octet_length((%2$s)::pg_catalog.text) / CASE WHEN pg_catalog.pg_typeof(%2$s) = 'pg_catalog.bytea'::pg_catalog.regtype THEN 2 ELSE 1 END ELSE 0 END)"
                                                .formatted(
                                                        PostgresNames.literal(column.name()),
                                                        item.side() == Side.SOURCE
                                                                ? column.sourceValue()
                                                                : column.targetValue(),
                                                        maxBytes / MOST_COMPRESSED))
                        .collect(Collectors.joining(", "));
        return "SELECT 'column ' || w.name || ' has ' || w.bytes || ' bytes in the row at ' || ctid::pg_catalog.text FROM ONLY %s, LATERAL (VALUES %s) w (name, bytes) WHERE %s AND w.bytes > %d LIMIT 1"
                .formatted(PostgresNames.quote(item.name()), fields, condition(item), maxBytes);
    }

    /** The compared columns of an item's rows. */
    static String rows(ScanItem item) {
        return copy(compared(item), item, condition(item));
    }

    /** The set digest of each bucket of an item's rows, see {@link CanonicalSql#bucketDigests}. */
    static String bucketDigests(ScanItem item, List<CanonicalField> fields) {
        return CanonicalSql.bucketDigests(
                        fields,
                        item.tables().spreadColumns(),
                        item.buckets(),
                        "ONLY " + PostgresNames.quote(item.name()) + " WHERE " + condition(item))
                .orElseThrow(() -> new IllegalStateException("No hash of the key in SQL: " + item));
    }

    private static String copy(String columns, ScanItem item, String condition) {
        return "COPY (SELECT %s FROM ONLY %s WHERE %s) TO STDOUT (FORMAT binary)"
                .formatted(columns, PostgresNames.quote(item.name()), condition);
    }

    private static String condition(ScanItem item) {
        String where = item.side() == Side.SOURCE ? item.tables().where() : null;
        // On a line of its own: the operator's filter may end in a comment.
        return where == null ? item.predicate() : item.predicate() + " AND (" + where + "\n)";
    }

    private static String compared(ScanItem item) {
        return item.tables().columns().stream()
                .map(column -> column.expression(item.side()))
                .collect(Collectors.joining(", "));
    }
}
