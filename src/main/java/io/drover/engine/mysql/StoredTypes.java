package io.drover.engine.mysql;

import io.drover.engine.StoredType;
import io.drover.engine.jdbc.LogicalType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.MysqlSpec;
import java.util.Locale;

/**
 * How MySQL and MariaDB keep a logical type. A value that its type cannot hold (NaN, an infinite
 * date, a year before 1) is refused by the server and set aside, never changed.
 *
 * <p>Source: MySQL 8.4 manual, chapter 13, 10.4.7 "Limits on Table Column Count and Row Size".
 */
final class StoredTypes {
    /** What an index over a text of four bytes a character has room for: 3072 bytes. */
    private static final int INDEXED_CHARACTERS = 768;

    private static final int DECIMAL_DIGITS = 65;
    private static final int DECIMAL_SCALE = 30;
    private static final int SPARK_DIGITS = 38;
    private static final int CHAR_CHARACTERS = 255;
    private static final int BITS = 64;

    /** Whose dialect of the types. */
    enum Product {
        MYSQL,
        MARIADB
    }

    private StoredTypes() {}

    static StoredType of(ColumnInfo column, Product product) {
        return of(column, product, MysqlSpec.Time.INTERVAL);
    }

    /**
     * @param times what the catalog will tell of a {@code TIME}
     */
    static StoredType of(ColumnInfo column, Product product, MysqlSpec.Time times) {
        String logical = LogicalType.below(column.type(), column.shape());
        int modifier = column.shape().modifier();
        return switch (column.shape().baseName()) {
            case "bool" -> same("BIT(1)", "boolean", "boolean");
            case "int2" -> same("SMALLINT", "smallint", logical);
            case "int4" -> same("INT", "int", logical);
            case "int8" -> same("BIGINT", "bigint", logical);
            case "float4" -> same("FLOAT", "float", logical);
            case "float8" -> same("DOUBLE", "double", logical);
            case "numeric" -> numeric(logical, modifier);
            case "varchar" -> varchar(modifier - 4);
            case "bpchar" -> character(logical, modifier - 4);
            case "text" -> same("LONGTEXT", "string", "text");
            case "bytea" -> same("LONGBLOB", "binary", "bytea");
            case "date" -> same("DATE", "date", "date");
            case "timestamp" ->
                    same("DATETIME(" + digits(modifier) + ")", "timestamp_ntz", logical);
            case "timestamptz" ->
                    widened(
                            "DATETIME(" + digits(modifier) + ")",
                            "timestamp",
                            logical.replace("with time zone", "without time zone"),
                            "a TIMESTAMP ends in 2038: kept as a DATETIME in UTC");
            case "time" -> time(logical, digits(modifier), times);
            case "uuid" ->
                    product == Product.MARIADB
                            ? same("UUID", "string", "uuid")
                            : widened(
                                    "CHAR(36)",
                                    "string",
                                    "character(36)",
                                    "MySQL has no UUID: kept as its text");
            case "json", "jsonb" ->
                    product == Product.MARIADB
                            ? widened("JSON", "string", "json", "kept as its text")
                            : widened(
                                    "LONGTEXT",
                                    "string",
                                    "text",
                                    "MySQL's JSON rounds numbers to doubles: kept as its text");
            case "bit" -> bits(logical, modifier);
            default -> printed();
        };
    }

    private static StoredType time(String logical, int digits, MysqlSpec.Time times) {
        String type = "TIME(" + digits + ")";
        return times == MysqlSpec.Time.TIME
                ? same(type, "string", logical)
                : widened(
                        type,
                        "string",
                        "interval",
                        "a TIME holds up to 838 hours, and is read as an interval unless mysql.time = time");
    }

    /** A BIT(1) would be read as a boolean. */
    private static StoredType bits(String logical, int length) {
        return length > 1 && length <= BITS
                ? same("BIT(" + length + ")", "string", logical)
                : widened(
                        "LONGTEXT",
                        "string",
                        "text",
                        length == 1
                                ? "a BIT(1) is a boolean: kept as its text"
                                : "a BIT has at most 64 bits: kept as its text");
    }

    /** Of a string of bits, which travels as zeros and ones: not of a BIT(1), a boolean. */
    static boolean isBits(String name) {
        return name.startsWith("BIT(") && !name.equals("BIT(1)");
    }

    /** The value of a text of zeros and ones. */
    static String bitsOf(String text) {
        return "CAST(CONV(" + text + ", 2, 10) AS UNSIGNED)";
    }

    private static StoredType numeric(String logical, int modifier) {
        int precision = modifier < 4 ? -1 : ((modifier - 4) >> 16) & 0xffff;
        int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
        boolean fits =
                precision > 0
                        && precision <= DECIMAL_DIGITS
                        && scale >= 0
                        && scale <= Math.min(precision, DECIMAL_SCALE);
        if (!fits) {
            return widened(
                    "LONGTEXT",
                    "string",
                    "text",
                    "a DECIMAL has at most 65 digits, 30 of them behind the point: kept as its text");
        }
        String type = "DECIMAL(%d,%d)".formatted(precision, scale);
        return same(
                type,
                precision <= SPARK_DIGITS ? type.toLowerCase(Locale.ROOT) : "string",
                logical);
    }

    private static StoredType varchar(int length) {
        return length > 0 && length <= INDEXED_CHARACTERS
                ? same("VARCHAR(" + length + ")", "string", LogicalType.varchar(length).name())
                : widened(
                        "LONGTEXT",
                        "string",
                        "text",
                        "a row has no room for long VARCHARs: without a greatest length");
    }

    /** A CHAR gives its padding up as it is read, which is none of its value. */
    private static StoredType character(String logical, int length) {
        return length > 0 && length <= CHAR_CHARACTERS
                ? same("CHAR(" + length + ")", "string", logical)
                : widened("LONGTEXT", "string", "text", "a CHAR has at most 255 characters");
    }

    private static int digits(int modifier) {
        return modifier < 0 ? 6 : modifier;
    }

    private static StoredType printed() {
        return widened(
                "LONGTEXT",
                "string",
                "text",
                "MySQL has no such type: kept as the text that PostgreSQL prints");
    }

    private static StoredType same(String name, String sparkType, String logical) {
        return new StoredType(name, sparkType, logical, TypeVerdict.LOSSLESS, "");
    }

    private static StoredType widened(
            String name, String sparkType, String logical, String reason) {
        return new StoredType(name, sparkType, logical, TypeVerdict.WIDENING, reason);
    }
}
