package io.drover.engine.delta;

import io.drover.engine.StoredType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TypeOrigin;
import io.drover.model.catalog.TypeShape;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * How Delta keeps a logical type, and which logical type holds a Delta column. What has no type of
 * its own there is its text, so that no value is lost; {@code delta.md} is made of this.
 *
 * <p>A value that its Delta type cannot hold (a numeric's NaN, an infinite date) is set aside,
 * never changed.
 *
 * <p>Source: Delta protocol, "Primitive Types"; PostgreSQL documentation, chapter 8.
 */
final class DeltaTypes {
    private static final Map<String, Kept> BY_BASE = new LinkedHashMap<>();

    static {
        keep("bool", "BOOLEAN", "");
        keep("int2", "SMALLINT", "");
        keep("int4", "INT", "");
        keep("int8", "BIGINT", "");
        keep("oid", "BIGINT", "Delta has no type without a sign");
        keep("float4", "FLOAT", "");
        keep("float8", "DOUBLE", "");
        keep("text", "STRING", "");
        keep("varchar", "STRING", "a STRING has no greatest length");
        keep("bpchar", "STRING", "a STRING is not padded by itself: it keeps the blanks as stored");
        keep("name", "STRING", "a STRING has no greatest length");
        keep("citext", "STRING", "a STRING is compared by case");
        keep("json", "STRING", "kept as its text");
        keep("jsonb", "STRING", "kept as its text");
        keep("xml", "STRING", "kept as its text");
        keep("uuid", "STRING", "Delta has no UUID: kept as its text");
        keep("bytea", "BINARY", "");
        keep("date", "DATE", "");
        keep("timestamp", "TIMESTAMP_NTZ", "");
        keep("timestamptz", "TIMESTAMP", "");
    }

    private static final String PRINTED = "Delta has no such type: kept as the text that %s prints";

    private static final String WIDE_NUMERIC =
            "a Delta DECIMAL has at most 38 digits, and as many behind the point for every value:"
                    + " kept as its text";

    /** A type and why it is not the same; empty: it is. */
    private record Kept(String type, String reason) {}

    private DeltaTypes() {}

    private static void keep(String baseName, String type, String reason) {
        BY_BASE.put(baseName, new Kept(type, reason));
    }

    /** How a column is kept. */
    static StoredType of(ColumnInfo column) {
        String base = column.shape().baseName();
        if (base.equals("numeric")) {
            return stored(numeric(column.shape().modifier()));
        }
        Kept kept = BY_BASE.get(base);
        if (base.startsWith("timestamp") && column.shape().modifier() >= 0) {
            kept = new Kept(kept.type(), "Delta has six digits of a second");
        }
        return stored(kept == null ? new Kept("STRING", PRINTED.formatted("PostgreSQL")) : kept);
    }

    /** Source: {@code numeric_typmod_precision} and {@code _scale} in PostgreSQL's numeric.c. */
    private static Kept numeric(int modifier) {
        int precision = modifier < 4 ? -1 : ((modifier - 4) >> 16) & 0xffff;
        int scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
        boolean fits = precision > 0 && precision <= 38 && scale >= 0 && scale <= precision;
        return fits
                ? new Kept("DECIMAL(%d,%d)".formatted(precision, scale), "")
                : new Kept("STRING", WIDE_NUMERIC);
    }

    private static StoredType stored(Kept kept) {
        return new StoredType(
                kept.type(),
                kept.type().toLowerCase(Locale.ROOT),
                logical(DataType.fromDDL(kept.type())),
                kept.reason().isEmpty() ? TypeVerdict.LOSSLESS : TypeVerdict.WIDENING,
                kept.reason());
    }

    /** The logical type of a Delta column's values. */
    static String logical(DataType type) {
        if (type instanceof DecimalType decimal) {
            return "numeric(%d,%d)".formatted(decimal.precision(), decimal.scale());
        }
        return switch (type.typeName()) {
            case "boolean" -> "boolean";
            case "byte", "short" -> "smallint";
            case "integer" -> "integer";
            case "long" -> "bigint";
            case "float" -> "real";
            case "double" -> "double precision";
            case "binary" -> "bytea";
            case "date" -> "date";
            case "timestamp" -> "timestamp with time zone";
            case "timestamp_ntz" -> "timestamp without time zone";
            default -> "text";
        };
    }

    /** What decides how values of that logical type travel. */
    static TypeShape shape(DataType type) {
        if (type instanceof DecimalType decimal) {
            // numeric_typmod: precision and scale, and the length of a header.
            int modifier = ((decimal.precision() << 16) | (decimal.scale() & 0x7ff)) + 4;
            return new TypeShape("numeric", modifier, false, true);
        }
        String base =
                switch (type.typeName()) {
                    case "boolean" -> "bool";
                    case "byte", "short" -> "int2";
                    case "integer" -> "int4";
                    case "long" -> "int8";
                    case "float" -> "float4";
                    case "double" -> "float8";
                    case "binary" -> "bytea";
                    case "date" -> "date";
                    case "timestamp" -> "timestamptz";
                    case "timestamp_ntz" -> "timestamp";
                    default -> "text";
                };
        return new TypeShape(base, -1, false, base.equals("text") || base.equals("bytea"));
    }

    /** The type as Delta has it, and what becomes of its values in the logical type. */
    static TypeOrigin origin(DataType type) {
        String name = type.sql().toLowerCase(Locale.ROOT);
        if (type.typeName().equals("byte")) {
            return new TypeOrigin(name, TypeVerdict.WIDENING, "PostgreSQL has no one-byte integer");
        }
        return isNested(type)
                ? new TypeOrigin(name, TypeVerdict.WIDENING, "read as its JSON text")
                : new TypeOrigin(name, TypeVerdict.LOSSLESS, "");
    }

    /** An array, a map or a struct, which travel as JSON. */
    static boolean isNested(DataType type) {
        return !(type instanceof DecimalType)
                && logical(type).equals("text")
                && !type.equals(DataTypes.StringType)
                && !type.typeName().startsWith("varchar")
                && !type.typeName().startsWith("char");
    }
}
