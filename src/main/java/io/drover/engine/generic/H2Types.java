package io.drover.engine.generic;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.StoredType;
import io.drover.engine.jdbc.LogicalType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How H2 keeps a logical type.
 *
 * <p>Source: H2 2.3 reference, "Data Types".
 */
final class H2Types {
    /** Its most digits; a number with more would be rounded. */
    static final int MOST_DIGITS = 100_000;

    static final String DECFLOAT = "DECFLOAT(" + MOST_DIGITS + ")";
    private static final String UNITS =
            "H2 counts UTF-16 units, of which a character may be two: twice the length";
    private static final Pattern MODIFIER = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");

    private H2Types() {}

    static StoredType of(ColumnInfo column) {
        String spark = SparkTypes.read(column.type(), column.shape()).sparkType();
        int modifier = column.shape().modifier();
        return switch (column.shape().baseName()) {
            case "bool" -> same("BOOLEAN", spark, "boolean");
            case "int2" -> same("SMALLINT", spark, "smallint");
            case "int4" -> same("INTEGER", spark, "integer");
            case "int8" -> same("BIGINT", spark, "bigint");
            case "float4" -> same("REAL", spark, "real");
            case "float8" -> same("DOUBLE PRECISION", spark, "double precision");
            case "numeric" -> numeric(column.type());
            case "bytea" -> same("VARBINARY", spark, "bytea");
            case "date" -> same("DATE", spark, "date");
            case "time" ->
                    widened(
                            "TIME(" + digits(modifier) + ")",
                            "string",
                            LogicalType.withDigits("time without time zone", digits(modifier)),
                            "H2 has no 24:00:00: rows with it are set aside");
            case "timestamp" ->
                    same(
                            "TIMESTAMP(" + digits(modifier) + ")",
                            spark,
                            LogicalType.withDigits("timestamp without time zone", digits(modifier))
                                    .name());
            case "timestamptz" ->
                    same(
                            "TIMESTAMP(" + digits(modifier) + ") WITH TIME ZONE",
                            spark,
                            LogicalType.withDigits("timestamp with time zone", digits(modifier))
                                    .name());
            case "varchar" -> varchar(modifier - 4);
            case "bpchar" -> character(modifier - 4);
            case "text" -> same("VARCHAR", "string", "text");
            case "uuid" -> same("UUID", "string", "uuid");
            case "json" -> same("JSON", "string", "json");
            case "jsonb" ->
                    widened(
                            "JSON",
                            "string",
                            LogicalType.of("json"),
                            "H2 has one type of documents");
            default -> widened("VARCHAR", "string", LogicalType.of("text"), "kept as its text");
        };
    }

    private static StoredType numeric(String logical) {
        Matcher modifier = MODIFIER.matcher(logical);
        if (!modifier.find()) {
            return same(DECFLOAT, "string", "numeric");
        }
        int precision = Integer.parseInt(modifier.group(1));
        int scale = modifier.group(2) == null ? 0 : Integer.parseInt(modifier.group(2));
        if (scale < 0 || scale > precision) {
            return widened(
                    DECFLOAT,
                    "string",
                    LogicalType.of("numeric"),
                    "a scale below zero or beyond the precision is no H2's");
        }
        return same(
                "NUMERIC(%d,%d)".formatted(precision, scale),
                precision <= 38 ? "decimal(%d,%d)".formatted(precision, scale) : "string",
                LogicalType.numeric(precision, scale).name());
    }

    private static StoredType varchar(int length) {
        return length < 1
                ? same("VARCHAR", "string", "text")
                : widened(
                        "VARCHAR(" + 2 * length + ")",
                        "string",
                        LogicalType.varchar(2L * length),
                        UNITS);
    }

    private static StoredType character(int length) {
        return widened(
                "CHAR(" + 2 * length + ")",
                "string",
                2 * length > 10_485_760
                        ? LogicalType.of("text")
                        : LogicalType.of("character(" + 2 * length + ")"),
                UNITS);
    }

    private static int digits(int modifier) {
        return modifier < 0 ? 6 : modifier;
    }

    /** A number's text, or NaN; H2 would round what has more digits than it keeps. */
    static void bindDigits(PreparedStatement to, int index, Object value) throws SQLException {
        String text = (String) value;
        if (Character.isLetter(text.charAt(text.length() - 1))) {
            to.setString(index, text);
            return;
        }
        BigDecimal number = new BigDecimal(text);
        if (number.precision() > MOST_DIGITS) {
            throw new ValueRefused(
                    "22003", "a number of more than %d digits".formatted(MOST_DIGITS));
        }
        to.setBigDecimal(index, number);
    }

    private static StoredType same(String name, String spark, String logical) {
        return new StoredType(name, spark, logical, TypeVerdict.LOSSLESS, "");
    }

    private static StoredType widened(
            String name, String spark, LogicalType logical, String reason) {
        return new StoredType(name, spark, logical.name(), TypeVerdict.WIDENING, reason);
    }
}
