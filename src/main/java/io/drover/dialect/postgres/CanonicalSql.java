package io.drover.dialect.postgres;

import io.drover.canonical.CanonicalType;
import io.drover.model.Nullable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The canonical form of a row, made by PostgreSQL itself: {@code record_send} writes a count of
 * columns and for each its type's OID, its length and what its send function gives, and the tags of
 * the form are those OIDs. What is left to do is to cast each value to the type of its tag.
 *
 * <p>The form of the server is never coarser than the canonical one: values that have one form here
 * have one form everywhere. It is finer for an array whose header says that it may hold a NULL and
 * that holds none, which the tasks tell apart from nothing.
 *
 * <p>Source: PostgreSQL 17, {@code rowtypes.c}, {@code arrayfuncs.c}, {@code jsonb.c}; {@code
 * canonical-form.md}.
 */
public final class CanonicalSql {
    /** Since when there is {@code trim_scale}. */
    private static final int TRIM_SCALE = 130000;

    /** Since when there is {@code sha256}. */
    private static final int SHA256 = 110000;

    /** A point, and a nought somewhere behind it: what any number with a trailing nought has. */
    private static final String SUSPICIOUS = "'%.%0%'";

    private static final String TRAILING_NOUGHT = PostgresNames.literal("\\.[0-9]*0([^0-9]|$)");

    private static final String JSON_STRING = PostgresNames.literal("\"([^\"\\\\]|\\\\.)*\"");

    /** A string, so that nothing in it is taken for a number; or a fraction up to its noughts. */
    private static final String NOUGHTS =
            PostgresNames.literal(
                    "(\"(?:[^\"\\\\]|\\\\.)*\")|(\\.[0-9]*[1-9])0+(?![0-9])|\\.0+(?![0-9])");

    private static final String KEPT = PostgresNames.literal("\\1\\2");

    private CanonicalSql() {}

    /**
     * A server as far as its SQL is concerned.
     *
     * @param version as {@code server_version_num}
     * @param encoding of the database, e.g. {@code UTF8}
     */
    public record Server(int version, String encoding) {
        boolean isUtf8() {
            return encoding.equals("UTF8");
        }
    }

    /** Why the server cannot make frames of such values; empty where it can. */
    public static Optional<String> refusal(WireFrame frame, Server server) {
        if (server.version() < SHA256) {
            return Optional.of("a server before version 11 has no sha256");
        }
        return switch (frame.type()) {
            case JSON ->
                    server.isUtf8()
                            ? Optional.empty()
                            : Optional.of(
                                    "a database in %s has the keys of jsonb in an order of its own"
                                            .formatted(server.encoding()));
            case DECIMAL -> {
                if (frame.array()) {
                    yield Optional.of("no SQL trims the scale of each element of an array");
                }
                yield server.version() < TRIM_SCALE
                        ? Optional.of("a server before version 13 has no trim_scale")
                        : Optional.empty();
            }
            case FLOAT ->
                    frame.array()
                            ? Optional.of(
                                    "no SQL makes one zero and one NaN of an array's elements")
                            : Optional.empty();
            case BOOLEAN,
                            INTEGER,
                            TEXT,
                            BINARY,
                            DATE,
                            TIME,
                            TIME_ZONED,
                            TIMESTAMP,
                            INSTANT,
                            INTERVAL,
                            UUID ->
                    Optional.empty();
        };
    }

    /**
     * The value as a field of the row.
     *
     * @param sql an expression whose values come as {@code frame} says, and which {@link #refusal}
     *     is not about
     */
    public static CanonicalField field(String sql, WireFrame frame) {
        String cast = "(" + sql + ")::pg_catalog.";
        return switch (frame.type()) {
            case DECIMAL ->
                    of(frame, "pg_catalog.trim_scale(" + cast + "numeric)::pg_catalog.varchar");
                // The sum has no negative zero, and every NaN is the one that is written here.
            case FLOAT ->
                    of(
                            frame,
                            ("(CASE WHEN (%1$s) = 'NaN' THEN 'NaN'::pg_catalog.float8"
                                            + " ELSE %2$sfloat8 + 0::pg_catalog.float8 END)")
                                    .formatted(sql, cast));
            case JSON ->
                    frame.array()
                            ? new CanonicalField(
                                    CanonicalType.JSON,
                                    true,
                                    cast + "jsonb[]",
                                    inexactElements(sql, frame))
                            : of(frame, json(sql, frame));
            default -> of(frame, cast + typeOf(frame.type()) + (frame.array() ? "[]" : ""));
        };
    }

    private static CanonicalField of(WireFrame frame, String sql) {
        return new CanonicalField(frame.type(), frame.array(), sql);
    }

    private static String typeOf(CanonicalType type) {
        return switch (type) {
            case BOOLEAN -> "bool";
            case INTEGER -> "int8";
            case DECIMAL -> "varchar";
            case FLOAT -> "float8";
            case TEXT -> "text";
            case BINARY -> "bytea";
            case DATE -> "date";
            case TIME -> "time";
            case TIME_ZONED -> "timetz";
            case TIMESTAMP -> "timestamp";
            case INSTANT -> "timestamptz";
            case INTERVAL -> "interval";
            case UUID -> "uuid";
            case JSON -> "jsonb";
        };
    }

    /**
     * Numbers of jsonb keep the noughts at their ends, which the canonical form has not. A value
     * without such a number is told by one LIKE; of the others the noughts are cut off the text.
     */
    private static String json(String sql, WireFrame frame) {
        String value = "(" + sql + ")::pg_catalog.jsonb";
        String text = "(" + sql + ")::pg_catalog.text";
        // A search for one character is cheaper than a LIKE, and most documents have no point.
        String suspicious =
                "pg_catalog.strpos(" + text + ", '.') > 0 AND " + text + " LIKE " + SUSPICIOUS;
        String parsed = text;
        if (frame.wire() == WireFrame.Wire.JSON) {
            // Stored as it was written: 10e-1 becomes 1.0 only when it is parsed.
            suspicious = "(" + suspicious + ") OR " + text + " ILIKE '%e-%'";
            parsed = value + "::pg_catalog.text";
        }
        return ("(CASE WHEN (%1$s) AND %2$s ~ %3$s THEN pg_catalog.regexp_replace(%2$s, %4$s, %5$s,"
                        + " 'g')::pg_catalog.jsonb ELSE %6$s END)")
                .formatted(suspicious, parsed, TRAILING_NOUGHT, NOUGHTS, KEPT, value);
    }

    /** The elements of an array cannot be rewritten one by one, but looked at. */
    private static String inexactElements(String sql, WireFrame frame) {
        // Elements of json may have exponents: all that hold a nought are looked at.
        return ("(%1$s)::pg_catalog.text LIKE %2$s AND EXISTS (SELECT FROM"
                        + " pg_catalog.unnest((%1$s)::pg_catalog.jsonb[]) e (j)"
                        + " WHERE e.j::pg_catalog.text ~ %3$s AND"
                        + " pg_catalog.regexp_replace(e.j::pg_catalog.text, %4$s, '', 'g') ~ %3$s)")
                .formatted(
                        sql,
                        frame.wire() == WireFrame.Wire.JSON ? "'%0%'" : SUSPICIOUS,
                        TRAILING_NOUGHT,
                        JSON_STRING);
    }

    /** The whole form of a row, as bytea. */
    public static String row(List<CanonicalField> fields) {
        return fields.stream()
                .map(CanonicalField::sql)
                .collect(Collectors.joining(", ", "pg_catalog.record_send(ROW(", "))"));
    }

    /** The row's digest as 128 bits. */
    public static String digest(List<CanonicalField> fields) {
        // Written as hexadecimal digits and read as bits once for both halves: the cheapest way
        // from bytes to integers that was measured, before PostgreSQL 18 casts one to the other.
        return ("('x' || pg_catalog.encode(pg_catalog.substr(pg_catalog.sha256(%s), 1, 16),"
                        + " 'hex'))::pg_catalog.varbit")
                .formatted(row(fields));
    }

    /** Whether any value of a row is one that its field is inexact for; null where none can be. */
    @Nullable
    static String inexact(List<CanonicalField> fields) {
        List<String> conditions =
                fields.stream()
                        .map(CanonicalField::inexact)
                        .filter(Objects::nonNull)
                        .map(condition -> "(" + condition + ")")
                        .toList();
        return conditions.isEmpty() ? null : String.join(" OR ", conditions);
    }

    /**
     * A query for the set digest of each bucket: bucket, rows, the sums of the high and of the low
     * halves (to be taken mod 2^64), and how many rows are inexact.
     *
     * @param keyColumns how many of the fields are the key; 0: the digest spreads the rows
     * @param from what follows FROM: a relation and the condition on its rows
     * @return empty where the key has no hash in SQL
     */
    public static Optional<String> bucketDigests(
            List<CanonicalField> fields, int keyColumns, int buckets, String from) {
        Optional<String> bucket =
                keyColumns == 0
                        ? Optional.of("0")
                        : BucketSql.of(fields.subList(0, keyColumns), buckets);
        String inexact = inexact(fields);
        int bits = Integer.numberOfTrailingZeros(buckets);
        String high = "d::pg_catalog.bit(64)::pg_catalog.int8";
        String grouped =
                keyColumns > 0 || bits == 0
                        ? "b"
                        : "((%s >> %d) & %d)::pg_catalog.int4"
                                .formatted(high, Long.SIZE - bits, buckets - 1);
        // OFFSET keeps the planner from pulling the digest up, where it would be made twice.
        return bucket.map(
                expression ->
                        ("SELECT %s, pg_catalog.count(*), pg_catalog.sum(%s),"
                                        + " pg_catalog.sum(pg_catalog.substring(d, 65, 64)"
                                        + "::pg_catalog.int8), %s FROM (SELECT %s AS b, %s AS d%s"
                                        + " FROM %s OFFSET 0) r GROUP BY 1")
                                .formatted(
                                        grouped,
                                        high,
                                        inexact == null
                                                ? "0"
                                                : "pg_catalog.count(*) FILTER (WHERE i)",
                                        expression,
                                        digest(fields),
                                        inexact == null ? "" : ", " + inexact + " AS i",
                                        from));
    }
}
