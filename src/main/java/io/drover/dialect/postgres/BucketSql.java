package io.drover.dialect.postgres;

import java.util.List;
import java.util.Optional;

/**
 * The bucket of a row in SQL: the hash of the first key column is the seed of the second one's, and
 * so on; the uppermost bits of the last are the bucket. A NULL is hashed as its type's zero.
 *
 * <p>The same as {@code reconcile.KeyHash} gives for the key's canonical frames, on a little-endian
 * server and, where there is a text, in a database in UTF8: to be tried on the server at hand.
 *
 * <p>Source: PostgreSQL 11 and later have the functions; no function of theirs is documented to
 * give the same value for ever.
 */
public final class BucketSql {
    private BucketSql() {}

    /**
     * An int4 expression from 0 to {@code buckets} - 1.
     *
     * @param key the key's columns as canonical frames; without any there is no bucket by key
     * @param buckets a power of two
     * @return empty where the server has no such hash of a column's type
     */
    public static Optional<String> of(List<CanonicalField> key, int buckets) {
        int bits = Integer.numberOfTrailingZeros(buckets);
        return hash(key)
                .map(
                        hash ->
                                bits == 0
                                        ? "0"
                                        : "((%s >> %d) & %d)::pg_catalog.int4"
                                                .formatted(hash, Long.SIZE - bits, buckets - 1));
    }

    /** An int8 expression: the hash whose uppermost bits are the bucket. */
    public static Optional<String> hash(List<CanonicalField> key) {
        String hash = "0";
        for (CanonicalField column : key) {
            Optional<String> next = hash(column, hash);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            hash = next.get();
        }
        return key.isEmpty() ? Optional.empty() : Optional.of(hash);
    }

    /**
     * Whether the hash is of a text's bytes, which are those of UTF-8 in a database in UTF8 only.
     */
    public static boolean dependsOnEncoding(List<CanonicalField> key) {
        return key.stream()
                .anyMatch(
                        column ->
                                switch (column.type()) {
                                    case TEXT, DECIMAL -> true;
                                    default -> false;
                                });
    }

    private static Optional<String> hash(CanonicalField column, String seed) {
        if (column.array()) {
            return Optional.empty();
        }
        String sql = column.sql();
        return switch (column.type()) {
            case INTEGER -> call("hashint8extended", "coalesce(" + sql + ", 0)", seed);
            case BOOLEAN ->
                    call(
                            "hashint8extended",
                            "coalesce((%s)::pg_catalog.int4, 0)::pg_catalog.int8".formatted(sql),
                            seed);
            case TEXT, DECIMAL ->
                    call(
                            "hashtextextended",
                            "coalesce(%s, '')::pg_catalog.text COLLATE pg_catalog.\"C\""
                                    .formatted(sql),
                            seed);
            case UUID ->
                    call(
                            "uuid_hash_extended",
                            "coalesce(%s, '00000000-0000-0000-0000-000000000000'::pg_catalog.uuid)"
                                    .formatted(sql),
                            seed);
            case DATE -> call("hashint8extended", days(sql), seed);
            case TIMESTAMP -> call("timestamp_hash_extended", timestamp(sql), seed);
            case INSTANT ->
                    call(
                            "timestamp_hash_extended",
                            timestamp("pg_catalog.timezone('UTC', " + sql + ")"),
                            seed);
            case TIME ->
                    call(
                            "time_hash_extended",
                            "coalesce(%s, '00:00'::pg_catalog.time)".formatted(sql),
                            seed);
            case FLOAT, BINARY, TIME_ZONED, INTERVAL, JSON -> Optional.empty();
        };
    }

    private static String timestamp(String sql) {
        return "coalesce(%s, '2000-01-01'::pg_catalog.timestamp)".formatted(sql);
    }

    /** No subtraction takes the infinite dates, whose days are the ends of int4. */
    private static String days(String sql) {
        String epoch = "'2000-01-01'::pg_catalog.date";
        return ("(CASE WHEN pg_catalog.isfinite(%1$s) IS NOT FALSE THEN coalesce(%1$s - %2$s, 0)"
                        + " WHEN %1$s > %2$s THEN 2147483647 ELSE -2147483648 END)::pg_catalog.int8")
                .formatted(sql, epoch);
    }

    private static Optional<String> call(String function, String value, String seed) {
        return Optional.of("pg_catalog.%s(%s, %s)".formatted(function, value, seed));
    }
}
