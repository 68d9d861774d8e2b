package io.drover.engine.generic;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.engine.StoredType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How DuckDB keeps a logical type.
 *
 * <p>Source: DuckDB 1.2 documentation, "Data Types".
 */
final class DuckDbTypes {
    private static final int MOST_DIGITS = 38;
    private static final Pattern MODIFIER = Pattern.compile("\\((\\d+)(?:,(-?\\d+))?\\)");

    private DuckDbTypes() {}

    static StoredType of(ColumnInfo column) {
        String logical = column.type();
        boolean modified = column.shape().modifier() >= 0;
        String spark = SparkTypes.read(logical, column.shape()).sparkType();
        return switch (column.shape().baseName()) {
            case "bool" -> same("BOOLEAN", spark, "boolean");
            case "int2" -> same("SMALLINT", spark, "smallint");
            case "int4" -> same("INTEGER", spark, "integer");
            case "int8" -> same("BIGINT", spark, "bigint");
            case "float4" -> same("FLOAT", spark, "real");
            case "float8" -> same("DOUBLE", spark, "double precision");
            case "numeric" -> numeric(logical);
            case "bytea" -> same("BLOB", spark, "bytea");
            case "date" -> same("DATE", spark, "date");
            case "time" -> digits(modified, "TIME", "string", "time without time zone");
            case "timestamp" -> digits(modified, "TIMESTAMP", spark, "timestamp without time zone");
            case "timestamptz" ->
                    digits(modified, "TIMESTAMPTZ", spark, "timestamp with time zone");
            case "varchar" ->
                    modified
                            ? widened("VARCHAR", "string", "text", "DuckDB keeps to no length")
                            : same("VARCHAR", "string", "text");
            case "text" -> same("VARCHAR", "string", "text");
            case "uuid" -> same("UUID", "string", "uuid");
            case "json" -> same("JSON", "string", "json");
            case "jsonb" -> widened("JSON", "string", "json", "DuckDB has one type of documents");
            default -> widened("VARCHAR", "string", "text", "kept as its text");
        };
    }

    private static StoredType digits(boolean modified, String name, String spark, String logical) {
        return modified
                ? widened(name, spark, logical, "DuckDB has six digits of a second")
                : same(name, spark, logical);
    }

    private static StoredType numeric(String logical) {
        Matcher modifier = MODIFIER.matcher(logical);
        if (modifier.find()) {
            int precision = Integer.parseInt(modifier.group(1));
            int scale = modifier.group(2) == null ? 0 : Integer.parseInt(modifier.group(2));
            if (precision <= MOST_DIGITS && scale >= 0 && scale <= precision) {
                String type = "DECIMAL(%d,%d)".formatted(precision, scale);
                return same(
                        type,
                        type.toLowerCase(Locale.ROOT),
                        "numeric(%d,%d)".formatted(precision, scale));
            }
        }
        return widened(
                "VARCHAR", "string", "text", "a DECIMAL has at most 38 digits: kept as its text");
    }

    private static StoredType same(String name, String spark, String logical) {
        return new StoredType(name, spark, logical, TypeVerdict.LOSSLESS, "");
    }

    private static StoredType widened(String name, String spark, String logical, String reason) {
        return new StoredType(name, spark, logical, TypeVerdict.WIDENING, reason);
    }
}
