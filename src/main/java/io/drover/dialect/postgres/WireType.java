package io.drover.dialect.postgres;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type that a ruled column may have in the target, as far as the wire is concerned: its kind and
 * its modifiers.
 *
 * @param first the first modifier, {@link #NONE} without: a length, a precision
 * @param second the second, a numeric's scale; {@link #NONE} without
 */
public record WireType(Kind kind, int first, int second) {
    public static final int NONE = -1;

    private static final Pattern MODIFIERS =
            Pattern.compile("\\s*\\(\\s*(-?\\d+)\\s*(?:,\\s*(-?\\d+)\\s*)?\\)");

    /** What decides how a value is written. */
    public enum Kind {
        BOOLEAN,
        INT2,
        INT4,
        INT8,
        FLOAT4,
        FLOAT8,
        NUMERIC,
        TEXT,
        VARCHAR,
        CHAR,
        NAME,
        JSON,
        JSONB,
        UUID,
        BYTEA,
        DATE,
        TIMESTAMP,
        TIMESTAMPTZ,
        /**
         * Any other. Its text form is known to whoever has the server's text of a value; its binary
         * form is that text for an enum only.
         */
        OTHER
    }

    /** The type that {@code format_type()} prints so. */
    public static WireType of(String formatted) {
        Matcher modifiers = MODIFIERS.matcher(formatted);
        if (!modifiers.find()) {
            return new WireType(kind(formatted), NONE, NONE);
        }
        String bare =
                formatted.substring(0, modifiers.start()) + formatted.substring(modifiers.end());
        String second = modifiers.group(2);
        return new WireType(
                kind(bare),
                Integer.parseInt(modifiers.group(1)),
                second == null ? NONE : Integer.parseInt(second));
    }

    /**
     * Whether a value of this type can be written in binary without knowing more of the type than
     * its name. A table that loads a ruled column of another type travels as text, enums excepted:
     * their binary form is their label.
     */
    public static boolean hasBinary(String formatted) {
        return of(formatted).kind() != Kind.OTHER;
    }

    private static Kind kind(String bare) {
        // An extension's type has its schema before it where that is not in the search path.
        if (bare.equals("citext") || bare.endsWith(".citext")) {
            return Kind.TEXT;
        }
        return switch (bare.strip().toLowerCase(Locale.ROOT)) {
            case "boolean" -> Kind.BOOLEAN;
            case "smallint" -> Kind.INT2;
            case "integer" -> Kind.INT4;
            case "bigint" -> Kind.INT8;
            case "real" -> Kind.FLOAT4;
            case "double precision" -> Kind.FLOAT8;
            case "numeric" -> Kind.NUMERIC;
            case "text", "xml" -> Kind.TEXT;
            case "character varying" -> Kind.VARCHAR;
            case "character" -> Kind.CHAR;
            case "name" -> Kind.NAME;
            case "json" -> Kind.JSON;
            case "jsonb" -> Kind.JSONB;
            case "uuid" -> Kind.UUID;
            case "bytea" -> Kind.BYTEA;
            case "date" -> Kind.DATE;
            case "timestamp without time zone" -> Kind.TIMESTAMP;
            case "timestamp with time zone" -> Kind.TIMESTAMPTZ;
            default -> Kind.OTHER;
        };
    }
}
