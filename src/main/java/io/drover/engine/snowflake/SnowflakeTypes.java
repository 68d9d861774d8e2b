package io.drover.engine.snowflake;

import io.drover.engine.StoredType;
import io.drover.engine.jdbc.LogicalType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TypeOrigin;
import io.drover.spec.SnowflakeSpec.Instants;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How Snowflake keeps a logical type, and which logical type holds a column of Snowflake's. A value
 * that its type there cannot hold is set aside, never changed; {@code snowflake.md} is made of
 * this.
 *
 * <p>Source: Snowflake documentation, "Summary of data types"; "Date & time data types": years
 * before 1582 should be avoided.
 */
final class SnowflakeTypes {
    static final int MOST_DIGITS = 38;
    static final int MOST_SCALE = 37;

    /** Bytes of a text, and characters of it. */
    static final int MOST_TEXT = 16_777_216;

    static final int MOST_BINARY = 8_388_608;

    private static final String NUMBERS = "Snowflake has only NUMBER: one of as many digits";

    private SnowflakeTypes() {}

    static StoredType of(ColumnInfo column, Instants instants) {
        String logical = column.type();
        int modifier = column.shape().modifier();
        return switch (column.shape().baseName()) {
            case "bool" -> same("BOOLEAN", "boolean", "boolean");
            case "int2" -> widened("NUMBER(5,0)", "smallint", "numeric(5,0)", NUMBERS);
            case "int4" -> widened("NUMBER(10,0)", "int", "numeric(10,0)", NUMBERS);
            case "int8" -> widened("NUMBER(19,0)", "bigint", "numeric(19,0)", NUMBERS);
            case "oid" -> widened("NUMBER(10,0)", "bigint", "numeric(10,0)", NUMBERS);
            case "numeric" -> numeric(modifier);
            case "float8" -> same("FLOAT", "double", "double precision");
            case "float4" -> widened("FLOAT", "float", "double precision", "a FLOAT has 64 bits");
            case "text" -> text(0, "");
            case "varchar" -> text(modifier - 4, "");
            case "bpchar" ->
                    text(
                            modifier - 4,
                            "a VARCHAR is not padded by itself: it keeps the blanks as stored");
            case "bytea" -> same("BINARY", "binary", "bytea");
            case "date" -> same("DATE", "date", "date");
            case "time" -> same("TIME(" + digits(modifier) + ")", "string", logical);
            case "timestamp" ->
                    same("TIMESTAMP_NTZ(" + digits(modifier) + ")", "timestamp_ntz", logical);
            case "timestamptz" ->
                    same(instants.name() + "(" + digits(modifier) + ")", "timestamp", logical);
            case "json", "jsonb" ->
                    widened(
                            "VARIANT",
                            "string",
                            "jsonb",
                            "a VARIANT is the document and not its text: blanks and the order of keys go, and a document is set aside that has a key twice, an exponent, or a number of more than 38 digits");
            case "uuid" ->
                    widened(
                            "VARCHAR(36)",
                            "string",
                            "character varying(36)",
                            "Snowflake has no UUID: kept as its text");
            default ->
                    text(0, "Snowflake has no such type: kept as the text that PostgreSQL prints");
        };
    }

    /** Source: {@code numeric_typmod_precision} and {@code _scale} in PostgreSQL's numeric.c. */
    private static StoredType numeric(int modifier) {
        int precision = modifier < 4 ? -1 : ((modifier - 4) >> 16) & 0xffff;
        int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
        boolean fits =
                precision > 0
                        && precision <= MOST_DIGITS
                        && scale >= 0
                        && scale <= Math.min(MOST_SCALE, precision);
        if (!fits) {
            return text(
                    0,
                    "a NUMBER has at most 38 digits, 37 of them behind the point, and as many for every value: kept as its text");
        }
        String digits = "(" + precision + "," + scale + ")";
        return same("NUMBER" + digits, "decimal" + digits, "numeric" + digits);
    }

    private static StoredType text(int length, String reason) {
        boolean limited = length > 0 && length <= MOST_TEXT;
        String name = limited ? "VARCHAR(" + length + ")" : "VARCHAR";
        String logical = LogicalType.varchar(limited ? length : 0).name();
        return reason.isEmpty()
                ? same(name, "string", logical)
                : widened(name, "string", logical, reason);
    }

    private static int digits(int modifier) {
        return modifier < 0 ? 6 : modifier;
    }

    private static StoredType same(String name, String sparkType, String logical) {
        return new StoredType(name, sparkType, logical, TypeVerdict.LOSSLESS, "");
    }

    private static StoredType widened(
            String name, String sparkType, String logical, String reason) {
        return new StoredType(name, sparkType, logical, TypeVerdict.WIDENING, reason);
    }

    /**
     * A type as Snowflake's catalog tells it.
     *
     * @param name {@code NUMBER}, {@code TEXT}, {@code TIMESTAMP_NTZ}, …
     * @param length of a text or binary
     * @param precision of a number; of times, the digits of a second's fraction
     */
    record Declared(String name, long length, int precision, int scale) {
        private static final Pattern WRITTEN =
                Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(\\d+))?\\))?");

        /** The type that SQL writes so, with its digits and without a length. */
        static Declared of(String sql) {
            Matcher written = WRITTEN.matcher(sql);
            if (!written.matches()) {
                throw new IllegalArgumentException("No type of Snowflake's: " + sql);
            }
            String name = written.group(1);
            return new Declared(
                    name.equals("VARCHAR") ? "TEXT" : name,
                    0,
                    written.group(2) == null ? 0 : Integer.parseInt(written.group(2)),
                    written.group(3) == null ? 0 : Integer.parseInt(written.group(3)));
        }

        /** As SQL writes it. */
        String sql() {
            return switch (name) {
                case "NUMBER" -> "NUMBER(" + precision + "," + scale + ")";
                case "TEXT" -> length == MOST_TEXT ? "VARCHAR" : "VARCHAR(" + length + ")";
                case "BINARY" -> length == MOST_BINARY ? "BINARY" : "BINARY(" + length + ")";
                case "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
                        name + "(" + precision + ")";
                default -> name;
            };
        }
    }

    /** Which logical type holds its values. */
    static LogicalType logical(Declared type) {
        return switch (type.name()) {
            case "NUMBER" -> LogicalType.numeric(type.precision(), type.scale());
            case "FLOAT" -> LogicalType.of("double precision");
            case "BOOLEAN" -> LogicalType.of("boolean");
            case "BINARY" -> LogicalType.of("bytea");
            case "DATE" -> LogicalType.of("date");
            case "TIME" -> LogicalType.withDigits("time without time zone", type.precision());
            case "TIMESTAMP_NTZ" ->
                    LogicalType.withDigits("timestamp without time zone", type.precision());
            case "TIMESTAMP_LTZ", "TIMESTAMP_TZ" ->
                    LogicalType.withDigits("timestamp with time zone", type.precision());
            case "VARIANT", "OBJECT", "ARRAY" -> LogicalType.of("jsonb");
            case "TEXT" -> LogicalType.varchar(type.length());
            default -> LogicalType.of("text");
        };
    }

    /** The type as Snowflake has it, and what becomes of its values in the logical type. */
    static TypeOrigin origin(Declared type) {
        String printed = type.sql().toLowerCase(Locale.ROOT);
        return switch (type.name()) {
            case "NUMBER", "FLOAT", "BOOLEAN", "BINARY", "DATE", "TEXT" ->
                    new TypeOrigin(printed, TypeVerdict.LOSSLESS, "");
            case "TIMESTAMP_TZ" ->
                    new TypeOrigin(
                            printed,
                            TypeVerdict.LOSSY,
                            "PostgreSQL keeps the instant and not the offset that it was written with");
            case "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ" ->
                    type.precision() <= 6
                            ? new TypeOrigin(printed, TypeVerdict.LOSSLESS, "")
                            : new TypeOrigin(
                                    printed,
                                    TypeVerdict.WIDENING,
                                    "PostgreSQL has microseconds: a value with nanoseconds ends the load");
            case "VARIANT", "OBJECT", "ARRAY" ->
                    new TypeOrigin(printed, TypeVerdict.WIDENING, "read as its JSON");
            default ->
                    new TypeOrigin(
                            printed, TypeVerdict.REFUSED, "no text of it holds all that it means");
        };
    }

    /** A text as the value that it is the text of; of BINARY its hexadecimal digits. */
    static String ofText(String text, String type) {
        return switch (type) {
            case "BINARY" -> "TO_BINARY(" + text + ", 'HEX')";
            case "VARIANT" -> "PARSE_JSON(" + text + ")";
            default -> "CAST(" + text + " AS " + type + ")";
        };
    }
}
