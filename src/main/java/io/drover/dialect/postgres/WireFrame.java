package io.drover.dialect.postgres;

import io.drover.canonical.CanonicalType;
import java.util.Map;

/**
 * What the values of a PostgreSQL type are in the canonical form, and how they come over the wire
 * of a binary COPY.
 *
 * @param type of the value, or of the elements of the array
 * @param array whether it is an array, of any number of dimensions
 * @param wire how a value or an element looks
 */
public record WireFrame(CanonicalType type, boolean array, Wire wire)
        implements java.io.Serializable {
    /** The text that the server prints of a value, see {@link PostgresNames#printed}. */
    public static final WireFrame PRINTED = new WireFrame(CanonicalType.TEXT, false, Wire.PRINTED);

    private static final String ARRAY = "[]";

    /** How the bytes of a value on the wire become its payload. */
    public enum Wire {
        /** As they are. */
        BYTES,
        /** Not the value's own, but the text that the server prints of it. */
        PRINTED,
        INT2,
        INT4,
        INT8,
        /** Whole numbers in a comparison of decimals. */
        INT2_AS_DECIMAL,
        INT4_AS_DECIMAL,
        INT8_AS_DECIMAL,
        FLOAT4,
        FLOAT8,
        NUMERIC,
        /** Text with padding. */
        CHAR,
        JSON,
        JSONB
    }

    private static final Map<String, WireFrame> BY_NAME =
            Map.ofEntries(
                    row("boolean", CanonicalType.BOOLEAN, Wire.BYTES),
                    row("smallint", CanonicalType.INTEGER, Wire.INT2),
                    row("integer", CanonicalType.INTEGER, Wire.INT4),
                    row("bigint", CanonicalType.INTEGER, Wire.INT8),
                    row("numeric", CanonicalType.DECIMAL, Wire.NUMERIC),
                    row("real", CanonicalType.FLOAT, Wire.FLOAT4),
                    row("double precision", CanonicalType.FLOAT, Wire.FLOAT8),
                    row("text", CanonicalType.TEXT, Wire.BYTES),
                    row("character varying", CanonicalType.TEXT, Wire.BYTES),
                    row("character", CanonicalType.TEXT, Wire.CHAR),
                    row("name", CanonicalType.TEXT, Wire.BYTES),
                    row("bytea", CanonicalType.BINARY, Wire.BYTES),
                    row("date", CanonicalType.DATE, Wire.BYTES),
                    row("time without time zone", CanonicalType.TIME, Wire.BYTES),
                    row("time with time zone", CanonicalType.TIME_ZONED, Wire.BYTES),
                    row("timestamp without time zone", CanonicalType.TIMESTAMP, Wire.BYTES),
                    row("timestamp with time zone", CanonicalType.INSTANT, Wire.BYTES),
                    row("interval", CanonicalType.INTERVAL, Wire.BYTES),
                    row("uuid", CanonicalType.UUID, Wire.BYTES),
                    row("json", CanonicalType.JSON, Wire.JSON),
                    row("jsonb", CanonicalType.JSON, Wire.JSONB));

    private static Map.Entry<String, WireFrame> row(String name, CanonicalType type, Wire wire) {
        return Map.entry(name, new WireFrame(type, false, wire));
    }

    /**
     * Of the type that {@code format_type()} prints so, under an empty search path. A type that has
     * no logical type of its own is {@link #PRINTED}: ranges, geometry, network addresses, bit
     * strings, money, OIDs, {@code bpchar} without a length, and whatever a user or an extension
     * has made.
     */
    public static WireFrame of(String formatted) {
        boolean array = formatted.endsWith(ARRAY);
        String element =
                array ? formatted.substring(0, formatted.length() - ARRAY.length()) : formatted;
        WireFrame found = BY_NAME.get(withoutModifier(element));
        if (found == null) {
            return PRINTED;
        }
        return array ? new WireFrame(found.type, true, found.wire) : found;
    }

    /** {@code timestamp(3) without time zone} gives {@code timestamp without time zone}. */
    private static String withoutModifier(String type) {
        int open = type.indexOf('(');
        int close = type.indexOf(')');
        boolean ofUser = type.startsWith("\"") || type.indexOf('.') >= 0;
        return ofUser || open < 0 || close < open
                ? type
                : type.substring(0, open) + type.substring(close + 1);
    }

    /** Whether a value comes as itself and not as the text that the server prints. */
    public boolean isOwn() {
        return wire != Wire.PRINTED;
    }

    /** The tag of its frames. */
    public int tag() {
        return array ? type.arrayTag() : type.tag();
    }

    /** The same whole numbers as decimals. */
    public WireFrame asDecimal() {
        return switch (wire) {
            case INT2 -> new WireFrame(CanonicalType.DECIMAL, array, Wire.INT2_AS_DECIMAL);
            case INT4 -> new WireFrame(CanonicalType.DECIMAL, array, Wire.INT4_AS_DECIMAL);
            case INT8 -> new WireFrame(CanonicalType.DECIMAL, array, Wire.INT8_AS_DECIMAL);
            case NUMERIC, INT2_AS_DECIMAL, INT4_AS_DECIMAL, INT8_AS_DECIMAL -> this;
            case BYTES, PRINTED, FLOAT4, FLOAT8, CHAR, JSON, JSONB ->
                    throw new IllegalStateException(type + " is no decimal");
        };
    }
}
