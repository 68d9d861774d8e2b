package io.drover.dialect.mysql;

import io.drover.canonical.CanonicalType;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The canonical form of a row, made by MySQL or MariaDB: a string of bytes that is put together
 * frame by frame, in a session in UTC. A value that is none of its type (a zero date among dates)
 * is a frame of the text that the server prints of it.
 *
 * <p>Where the SQL cannot tell a value's frame, the whole form is NULL, and so is the row's digest:
 * {@link #bucketDigests} counts such rows, and what counts them must not rely on the rest. The same
 * comes of a row that is longer than {@code max_allowed_packet}.
 *
 * <p>Source: {@code canonical-form.md}; MySQL 8.4 manual, chapter 14 "Functions and Operators".
 */
public final class CanonicalSql {
    private static final Set<String> INTEGERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final Set<String> TEXTS =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set");
    private static final Set<String> PRINTED = Set.of("inet4", "inet6", "uuid", "bit");
    private static final Set<String> BYTES =
            Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");

    /** Sets whose bytes are those of UTF-8. */
    private static final Set<String> UTF8 = Set.of("utf8mb4", "utf8mb3", "utf8", "ascii");

    /** {@code TO_DAYS} of 2000-01-01. */
    private static final int EPOCH_DAYS = 730_485;

    private static final int SHORT_BYTES = 255;
    private static final int UTF8_BYTES = 4;
    private static final int BUCKET_BITS = 16;

    private CanonicalSql() {}

    /** Why no SQL makes the column's frames; empty where one does. */
    public static Optional<String> refusal(DigestedColumn column) {
        MysqlType type = column.type();
        String base = type.base();
        boolean makes =
                switch (column.as()) {
                    case BOOLEAN -> INTEGERS.contains(base) || base.equals("bit");
                    case INTEGER ->
                            base.equals("year")
                                    || (base.equals("bit") && type.first() < Long.SIZE)
                                    || (INTEGERS.contains(base) && !isUnsignedLong(type));
                    case DECIMAL -> INTEGERS.contains(base) || base.equals("decimal");
                    case FLOAT -> base.equals("float") || base.equals("double");
                    case TEXT ->
                            TEXTS.contains(base)
                                    || PRINTED.contains(base)
                                    || INTEGERS.contains(base);
                    case BINARY -> BYTES.contains(base);
                    case DATE -> base.equals("date");
                    case TIME, INTERVAL -> base.equals("time");
                    case TIMESTAMP, INSTANT -> base.equals("datetime") || base.equals("timestamp");
                    case UUID -> base.equals("uuid");
                    case TIME_ZONED, JSON -> false;
                };
        return makes
                ? Optional.empty()
                : Optional.of(
                        "no SQL of MySQL makes the form of a %s out of a column of type %s"
                                .formatted(column.as(), base));
    }

    private static boolean isUnsignedLong(MysqlType type) {
        return type.base().equals("bigint") && type.unsigned();
    }

    /**
     * The whole form of a row, as a string of bytes.
     *
     * @param columns none of which {@link #refusal} is about
     */
    public static String row(List<DigestedColumn> columns) {
        return columns.stream()
                .map(CanonicalSql::frame)
                .collect(Collectors.joining(", ", "CONCAT(" + int32(columns.size()) + ", ", ")"));
    }

    /**
     * A query for the digests of each bucket, by the digest's uppermost bits: bucket, rows, the
     * sums of the high and of the low halves (to be taken mod 2^64), and how many rows have no
     * digest.
     *
     * @param buckets a power of two, at most 65536
     * @param from what follows FROM: a table and the condition on its rows
     */
    public static String bucketDigests(List<DigestedColumn> columns, int buckets, String from) {
        int bits = Integer.numberOfTrailingZeros(buckets);
        String bucket =
                bits == 0
                        ? "0"
                        : "COALESCE((ASCII(d) * 256 + ASCII(SUBSTR(d, 2, 1))) >> %d, 0)"
                                .formatted(BUCKET_BITS - bits);
        // LIMIT keeps the optimizer from merging the subquery, where each digest would be made
        // once for each place that it stands in.
        return ("SELECT %s AS bucket, COUNT(*), SUM(%s), SUM(%s), COUNT(*) - COUNT(d)"
                        + " FROM (SELECT UNHEX(LEFT(SHA2(%s, 256), 32)) AS d FROM %s"
                        + " LIMIT 18446744073709551615) r GROUP BY bucket")
                .formatted(bucket, half(1), half(9), row(columns), from);
    }

    private static String half(int from) {
        return "CAST(CONV(HEX(SUBSTR(d, %d, 8)), 16, 10) AS UNSIGNED)".formatted(from);
    }

    private static String frame(DigestedColumn column) {
        String name = MysqlNames.quote(column.name());
        String number = "(" + name + " + 0)";
        return switch (column.as()) {
            case BOOLEAN ->
                    cases(
                            column,
                            "WHEN %s = 0 THEN %s WHEN %s = 1 THEN %s ELSE %s"
                                    .formatted(
                                            number,
                                            fixed(column.as(), "x'00'", 1),
                                            number,
                                            fixed(column.as(), "x'01'", 1),
                                            text(CanonicalType.TEXT, printed(number))));
            case INTEGER ->
                    nullable(
                            column,
                            fixed(
                                    column.as(),
                                    int64(INTEGERS.contains(column.type().base()) ? name : number),
                                    Long.BYTES));
            case DECIMAL -> nullable(column, decimal(column, number));
            case FLOAT -> nullable(column, fixed(column.as(), binary64(name), Long.BYTES));
            case TEXT -> nullable(column, text(column, name));
            case BINARY -> nullable(column, sized(column.as(), name));
            case DATE ->
                    dates(
                            column,
                            name,
                            fixed(
                                    column.as(),
                                    "UNHEX(LPAD(HEX((TO_DAYS(%s) - %d) & 4294967295), 8, '0'))"
                                            .formatted(name, EPOCH_DAYS),
                                    Integer.BYTES));
            case TIMESTAMP, INSTANT ->
                    dates(
                            column,
                            "DATE(" + name + ")",
                            fixed(
                                    column.as(),
                                    int64(
                                            "TIMESTAMPDIFF(MICROSECOND, '2000-01-01 00:00:00', %s)"
                                                    .formatted(name)),
                                    Long.BYTES));
            case TIME ->
                    cases(
                            column,
                            "WHEN %1$s >= TIME'00:00:00' AND %1$s <= TIME'24:00:00' THEN %2$s ELSE %3$s"
                                    .formatted(
                                            name,
                                            fixed(column.as(), int64(micros(name)), Long.BYTES),
                                            text(CanonicalType.TEXT, printed(name))));
            case INTERVAL ->
                    nullable(
                            column,
                            fixed(
                                    column.as(),
                                    int64(
                                                    "IF(%1$s < TIME'00:00:00', -1, 1) * (%2$s)"
                                                            .formatted(name, micros(name)))
                                            + ", x'0000000000000000'",
                                    2 * Long.BYTES));
            case UUID ->
                    nullable(
                            column,
                            fixed(
                                    column.as(),
                                    "UNHEX(REPLACE(CAST(%s AS CHAR), '-', ''))".formatted(name),
                                    2 * Long.BYTES));
            case TIME_ZONED, JSON ->
                    throw new IllegalArgumentException(refusal(column).orElseThrow());
        };
    }

    /** Of a span that may be below zero without its sign. */
    private static String micros(String name) {
        return "((HOUR(%1$s) * 60 + MINUTE(%1$s)) * 60 + SECOND(%1$s)) * 1000000 + MICROSECOND(%1$s)"
                .formatted(name);
    }

    /**
     * A date that is in the calendar comes back from its day's number. The server counts no leap
     * day in the year 0.
     */
    private static String dates(DigestedColumn column, String date, String frame) {
        String name = MysqlNames.quote(column.name());
        return cases(
                column,
                "WHEN FROM_DAYS(TO_DAYS(%1$s)) = %2$s THEN %3$s WHEN YEAR(%1$s) = 0 AND MONTH(%1$s) > 0 AND DAYOFMONTH(%1$s) > 0 THEN NULL ELSE %4$s"
                        .formatted(
                                name,
                                date,
                                frame,
                                column.nullDates()
                                        ? none(column.as())
                                        : text(CanonicalType.TEXT, printed(name))));
    }

    /** Without noughts at either end, those that ZEROFILL puts there among them. */
    private static String decimal(DigestedColumn column, String number) {
        String digits = "CAST(" + number + " AS CHAR)";
        boolean whole = !column.type().base().equals("decimal") || column.type().second() <= 0;
        return briefly(
                column.as(),
                whole
                        ? digits
                        : "IF(%s = 0, '0', TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM %s)))"
                                .formatted(number, digits));
    }

    /**
     * The only place where the server gives the bytes of a double is a point's. Of the sum every
     * zero has the same sign.
     */
    private static String binary64(String name) {
        return "REVERSE(SUBSTR(ST_AsWKB(POINT(%s + 0e0, 0)), 6, 8))".formatted(name);
    }

    private static String text(DigestedColumn column, String name) {
        MysqlType type = column.type();
        if (type.base().equals("bit")) {
            return text(
                    CanonicalType.TEXT,
                    "LPAD(BIN(%s + 0), %d, '0')".formatted(name, Math.max(1, type.first())));
        }
        if (!TEXTS.contains(type.base())) {
            return text(CanonicalType.TEXT, printed(name));
        }
        boolean converted = type.charset() != null && !UTF8.contains(type.charset());
        String characters = converted ? "CONVERT(%s USING utf8mb4)".formatted(name) : name;
        String kept =
                column.blankPadded() ? "TRIM(TRAILING ' ' FROM " + characters + ")" : characters;
        boolean brief =
                Set.of("char", "varchar").contains(type.base())
                        && type.first() * UTF8_BYTES <= SHORT_BYTES;
        return brief ? briefly(CanonicalType.TEXT, kept) : text(CanonicalType.TEXT, kept);
    }

    private static String printed(String value) {
        return "CAST(" + value + " AS CHAR)";
    }

    /** A frame of text in UTF-8. */
    private static String text(CanonicalType type, String characters) {
        return sized(type, "CAST(" + characters + " AS BINARY)");
    }

    private static String sized(CanonicalType type, String bytes) {
        return "CONCAT(%s, UNHEX(LPAD(HEX(LENGTH(%2$s)), 8, '0')), %2$s)"
                .formatted(int32(type.tag()), bytes);
    }

    /** The same of at most 255 bytes, which is cheaper. */
    private static String briefly(CanonicalType type, String characters) {
        return "CONCAT(%s, CHAR(0, 0, 0, LENGTH(%2$s)), CAST(%2$s AS BINARY))"
                .formatted(int32(type.tag()), characters);
    }

    private static String fixed(CanonicalType type, String payload, int length) {
        return "CONCAT(x'%s%s', %s)"
                .formatted(
                        HexFormat.of().toHexDigits(type.tag()),
                        HexFormat.of().toHexDigits(length),
                        payload);
    }

    private static String int64(String number) {
        return "UNHEX(LPAD(HEX(%s), 16, '0'))".formatted(number);
    }

    private static String int32(int number) {
        return "x'" + HexFormat.of().toHexDigits(number) + "'";
    }

    private static String none(CanonicalType type) {
        return "x'" + HexFormat.of().toHexDigits(type.tag()) + "ffffffff'";
    }

    private static String nullable(DigestedColumn column, String frame) {
        return "IF(%s IS NULL, %s, %s)"
                .formatted(MysqlNames.quote(column.name()), none(column.as()), frame);
    }

    private static String cases(DigestedColumn column, String whens) {
        return "CASE WHEN %s IS NULL THEN %s %s END"
                .formatted(MysqlNames.quote(column.name()), none(column.as()), whens);
    }
}
