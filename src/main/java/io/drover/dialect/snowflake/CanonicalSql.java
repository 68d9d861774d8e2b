package io.drover.dialect.snowflake;

import io.drover.canonical.CanonicalType;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The canonical form of a row, made by Snowflake: the hexadecimal digits of its bytes are put
 * together frame by frame, in a session in UTC, and become bytes at the end.
 *
 * <p>Where the SQL cannot tell a value's frame (a day before 1582-10-15 or after 9999-12-31, for
 * which Snowflake's manual does not vouch), the whole form is NULL, and so is the row's digest:
 * {@link #bucketDigests} counts such rows, and what counts them must not rely on the rest. A row
 * whose form has more than 8 MB, which is what a BINARY holds, fails the query.
 *
 * <p>That SHA2 digests a BINARY as the bytes that it is, is not said by its page, which speaks of a
 * string: a server has to be tried.
 *
 * <p>Source: {@code canonical-form.md}; Snowflake documentation: "SHA2, SHA2_HEX", "HEX_ENCODE",
 * "TO_BINARY", "OCTET_LENGTH", "TO_CHAR, TO_VARCHAR", "TO_DECIMAL, TO_NUMBER, TO_NUMERIC" and "SQL
 * format models" (X: a hexadecimal digit; FF9: nine digits of a second's fraction), "DATEDIFF",
 * "HOUR / MINUTE / SECOND", "RTRIM", "RIGHT", "IFF", "BITSHIFTRIGHT", "SUM".
 */
public final class CanonicalSql {
    private static final Set<String> TEXTS = Set.of("text", "character varying");
    private static final String EPOCH = "'2000-01-01'::DATE";
    private static final String FIRST_DAY = "'1582-10-15'::DATE";
    private static final String LAST_DAY = "'9999-12-31'::DATE";

    /** As many digits as bytes of the number make, without the one that its sign decides. */
    private static final int LONG_DIGITS = 15;

    private static final int INT_DIGITS = 8;
    private static final int BUCKET_BITS = 16;
    private static final int MICROSECOND_DIGITS = 6;

    private CanonicalSql() {}

    /** Why no SQL makes the column's frames; empty where one does. */
    public static Optional<String> refusal(DigestedColumn column) {
        String base = column.base();
        boolean makes =
                switch (column.as()) {
                    case BOOLEAN -> base.equals("boolean");
                    case DECIMAL -> base.equals("numeric") && column.scale() >= 0;
                    case TEXT -> TEXTS.contains(base);
                    case BINARY -> base.equals("bytea");
                    case DATE -> base.equals("date");
                    case TIME -> base.equals("time without time zone");
                    case TIMESTAMP -> base.equals("timestamp without time zone");
                    case INSTANT -> base.equals("timestamp with time zone");
                    case INTEGER, FLOAT, TIME_ZONED, INTERVAL, UUID, JSON -> false;
                };
        if (makes) {
            return Optional.empty();
        }
        return Optional.of(
                switch (column.as()) {
                    case FLOAT -> "Snowflake has no function that gives the bytes of a FLOAT";
                    case JSON -> "TO_JSON prints a document in a form of Snowflake's own";
                    default ->
                            "no SQL of Snowflake makes the form of a %s out of a column of type %s"
                                    .formatted(column.as(), column.logicalType());
                });
    }

    /**
     * The whole form of a row, as BINARY.
     *
     * @param columns none of which {@link #refusal} is about
     */
    public static String row(List<DigestedColumn> columns) {
        return columns.stream()
                .map(CanonicalSql::frame)
                .collect(
                        Collectors.joining(
                                " || ",
                                "TO_BINARY('" + int32(columns.size()) + "' || ",
                                ", 'HEX')"));
    }

    /**
     * A query for the digests of each bucket, by the digest's uppermost bits: bucket, rows, the
     * sums of the high and of the low halves (to be taken mod 2^64), and how many rows have no
     * digest. A sum is added up in parts of 32 bits and has less than 38 digits below 5 * 10^18
     * rows.
     *
     * @param buckets a power of two, at most 65536
     * @param from what follows FROM: a table, its moment and the condition on its rows
     */
    public static String bucketDigests(List<DigestedColumn> columns, int buckets, String from) {
        int bits = Integer.numberOfTrailingZeros(buckets);
        return "SELECT COALESCE(BITSHIFTRIGHT(TO_NUMBER(LEFT(d, 4), 'XXXX'), %d), 0) AS bucket, COUNT(*), %s, %s, COUNT(*) - COUNT(d) FROM (SELECT LEFT(SHA2(%s, 256), 32) AS d FROM %s) r GROUP BY bucket"
                .formatted(BUCKET_BITS - bits, half(1), half(17), row(columns), from);
    }

    private static String half(int from) {
        return "SUM(%s) * 4294967296 + SUM(%s)"
                .formatted(quarter(from), quarter(from + INT_DIGITS));
    }

    private static String quarter(int from) {
        return "TO_NUMBER(SUBSTR(d, %d, %d), 'XXXXXXXX')".formatted(from, INT_DIGITS);
    }

    private static String frame(DigestedColumn column) {
        String name = column.name();
        CanonicalType as = column.as();
        String frame =
                switch (as) {
                    case BOOLEAN ->
                            "IFF(%s, '%s01', '%s00')".formatted(name, head(as, 1), head(as, 1));
                    case DECIMAL -> sized(as, decimal(column));
                    case TEXT, BINARY -> sized(as, name);
                    case DATE ->
                            within(
                                    name,
                                    "'%s' || %s"
                                            .formatted(
                                                    head(as, Integer.BYTES),
                                                    digits(days(name), INT_DIGITS)));
                    case TIME -> counted(column, "'0'", secondsOfDay(name), name);
                    case TIMESTAMP -> moment(column, name);
                    case INSTANT ->
                            // TIMESTAMP_TZ would become the wall clock of its own offset.
                            moment(
                                    column,
                                    "CAST(CAST(%s AS TIMESTAMP_LTZ(9)) AS TIMESTAMP_NTZ(9))"
                                            .formatted(name));
                    case INTEGER, FLOAT, TIME_ZONED, INTERVAL, UUID, JSON ->
                            throw new IllegalArgumentException(refusal(column).orElseThrow());
                };
        return "IFF(%s IS NULL, '%s', %s)".formatted(name, head(as, -1), frame);
    }

    private static String moment(DigestedColumn column, String timestamp) {
        String day = "CAST(" + timestamp + " AS DATE)";
        return within(
                day,
                counted(
                        column,
                        "IFF(%s < %s, 'F', '0')".formatted(day, EPOCH),
                        days(day) + " * 86400 + " + secondsOfDay(timestamp),
                        timestamp));
    }

    /**
     * Microseconds, and nanoseconds behind them where the value has any.
     *
     * @param sign the first digit
     */
    private static String counted(
            DigestedColumn column, String sign, String seconds, String value) {
        String fraction = "TO_CHAR(" + value + ", 'FF9')";
        String micros =
                sign
                        + " || "
                        + digits(
                                "(%s) * 1000000 + TO_NUMBER(LEFT(%s, 6))"
                                        .formatted(seconds, fraction),
                                LONG_DIGITS);
        String whole = head(column.as(), Long.BYTES);
        if (column.fraction() <= MICROSECOND_DIGITS) {
            return "'%s' || %s".formatted(whole, micros);
        }
        String nanos = "RIGHT(" + fraction + ", 3)";
        return "IFF(%1$s = '000', '%2$s', '%3$s') || %4$s || IFF(%1$s = '000', '', %5$s)"
                .formatted(
                        nanos,
                        whole,
                        head(column.as(), Long.BYTES + Integer.BYTES),
                        micros,
                        digits("TO_NUMBER(" + nanos + ")", INT_DIGITS));
    }

    private static String secondsOfDay(String value) {
        return "HOUR(%1$s) * 3600 + MINUTE(%1$s) * 60 + SECOND(%1$s)".formatted(value);
    }

    private static String days(String date) {
        return "DATEDIFF(DAY, %s, %s)".formatted(EPOCH, date);
    }

    /** No form where the day is none that the manual vouches for. */
    private static String within(String day, String frame) {
        return "IFF(%s BETWEEN %s AND %s, %s, NULL)".formatted(day, FIRST_DAY, LAST_DAY, frame);
    }

    /** Without noughts at the end: a NUMBER is printed with all digits of its scale. */
    private static String decimal(DigestedColumn column) {
        String printed = "CAST(" + column.name() + " AS VARCHAR)";
        return column.scale() == 0 ? printed : "RTRIM(RTRIM(" + printed + ", '0'), '.')";
    }

    /** A frame of text, in UTF-8, or of bytes. */
    private static String sized(CanonicalType type, String value) {
        return "'%s' || %s || HEX_ENCODE(%s)"
                .formatted(
                        int32(type.tag()),
                        digits("OCTET_LENGTH(" + value + ")", INT_DIGITS),
                        value);
    }

    /**
     * The last hexadecimal digits of a number in two's complement. With a one put in front of them
     * it is never below zero and always has them all.
     */
    private static String digits(String number, int count) {
        return "RIGHT(TO_CHAR(%s + %d, '%s'), %d)"
                .formatted(number, 1L << (4 * count), "X".repeat(count + 1), count);
    }

    private static String head(CanonicalType type, int length) {
        return int32(type.tag()) + int32(length);
    }

    private static String int32(int number) {
        return HexFormat.of().withUpperCase().toHexDigits(number);
    }
}
