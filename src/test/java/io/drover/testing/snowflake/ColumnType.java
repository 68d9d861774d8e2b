package io.drover.testing.snowflake;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type of Snowflake's as its wire names it, with what H2 keeps it in. Types that H2 does not have
 * are domains there, in the schema {@code $SF}, so that a column remembers what it was declared as.
 *
 * @param wire fixed, real, text, boolean, date, time, timestamp_ntz, timestamp_ltz, timestamp_tz,
 *     binary, variant, object or array
 * @param precision of a number, 0 otherwise
 * @param scale of a number; digits of a fraction of a second; 0 otherwise
 * @param length of text in characters, of binary in bytes; 0 otherwise
 */
record ColumnType(String wire, int precision, int scale, int length) {
    static final int MAX_TEXT = 16_777_216;
    static final int MAX_BINARY = 8_388_608;

    /** A type with its arguments, as it may stand behind {@code ::} or in a definition. */
    static final String PATTERN =
            "(NUMBER|DECIMAL|NUMERIC|INTEGER|INT|BIGINT|SMALLINT|TINYINT|BYTEINT"
                    + "|FLOAT4|FLOAT8|FLOAT|DOUBLE\\s+PRECISION|DOUBLE|REAL"
                    + "|VARCHAR|STRING|TEXT|CHARACTER|CHAR|NVARCHAR|BOOLEAN|DATETIME|DATE|TIMESTAMP_NTZ"
                    + "|TIMESTAMP_LTZ|TIMESTAMP_TZ|TIMESTAMPNTZ|TIMESTAMPLTZ|TIMESTAMPTZ|TIMESTAMP|TIME"
                    + "|VARBINARY|BINARY|VARIANT|OBJECT|ARRAY)"
                    + "(?:\\s*\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\))?";

    private static final Pattern DECLARED = Pattern.compile(PATTERN, Pattern.CASE_INSENSITIVE);

    static final ColumnType TEXT = new ColumnType("text", 0, 0, MAX_TEXT);
    static final ColumnType COUNT = new ColumnType("fixed", 18, 0, 0);

    /** The type that a definition or a cast names. */
    static ColumnType declared(String text) {
        Matcher match = DECLARED.matcher(text.strip());
        if (!match.matches()) {
            throw SnowflakeError.syntax("Unsupported data type '" + text + "'.");
        }
        String first = match.group(2);
        return switch (match.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", " ")) {
            case "NUMBER", "DECIMAL", "NUMERIC" ->
                    fixed(number(first, 38), number(match.group(3), 0));
            case "INTEGER", "INT", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT" -> fixed(38, 0);
            case "FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL" ->
                    new ColumnType("real", 0, 0, 0);
            case "VARCHAR", "STRING", "TEXT", "NVARCHAR" ->
                    new ColumnType("text", 0, 0, number(first, MAX_TEXT));
            case "CHAR", "CHARACTER" -> new ColumnType("text", 0, 0, number(first, 1));
            case "BOOLEAN" -> new ColumnType("boolean", 0, 0, 0);
            case "DATE" -> new ColumnType("date", 0, 0, 0);
            case "TIME" -> new ColumnType("time", 0, number(first, 9), 0);
            case "TIMESTAMP_LTZ", "TIMESTAMPLTZ" ->
                    new ColumnType("timestamp_ltz", 0, number(first, 9), 0);
            case "TIMESTAMP_TZ", "TIMESTAMPTZ" ->
                    new ColumnType("timestamp_tz", 0, number(first, 9), 0);
            case "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMPNTZ", "DATETIME" ->
                    new ColumnType("timestamp_ntz", 0, number(first, 9), 0);
            case "BINARY", "VARBINARY" -> new ColumnType("binary", 0, 0, number(first, MAX_BINARY));
            default -> new ColumnType(match.group(1).toLowerCase(Locale.ROOT), 0, 0, MAX_TEXT);
        };
    }

    static ColumnType fixed(int precision, int scale) {
        return new ColumnType("fixed", precision, scale, 0);
    }

    /** As H2 declares it. */
    String h2() {
        return switch (wire) {
            case "fixed" -> "NUMERIC(" + precision + "," + scale + ")";
            case "real" -> "DOUBLE PRECISION";
            case "text" -> "VARCHAR(" + length + ")";
            case "boolean", "date" -> wire.toUpperCase(Locale.ROOT);
            case "time" -> "TIME(" + scale + ")";
            case "timestamp_ntz" -> "TIMESTAMP(" + scale + ")";
            case "timestamp_tz" -> "TIMESTAMP(" + scale + ") WITH TIME ZONE";
            case "timestamp_ltz" -> "\"$SF\".\"LTZ" + scale + "\"";
            case "binary" -> "VARBINARY(" + length + ")";
            default -> "\"$SF\".\"SF_" + wire.toUpperCase(Locale.ROOT) + "\"";
        };
    }

    /** As Snowflake's INFORMATION_SCHEMA names it, without arguments. */
    String name() {
        return switch (wire) {
            case "fixed" -> "NUMBER";
            case "real" -> "FLOAT";
            default -> wire.toUpperCase(Locale.ROOT);
        };
    }

    /** As DESCRIBE TABLE prints it. */
    String printed() {
        return switch (wire) {
            case "fixed" -> "NUMBER(" + precision + "," + scale + ")";
            case "text" -> "VARCHAR(" + length + ")";
            case "binary" -> "BINARY(" + length + ")";
            case "time", "timestamp_ntz", "timestamp_ltz", "timestamp_tz" ->
                    name() + "(" + scale + ")";
            default -> name();
        };
    }

    boolean isSemiStructured() {
        return wire.equals("variant") || wire.equals("object") || wire.equals("array");
    }

    private static int number(String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
