package io.drover.profile;

import io.drover.model.catalog.TypeShape;

/** Which statistics the values of a type allow. */
public enum ValueFamily {
    NUMBER,
    /** Dates and timestamps. */
    MOMENT,
    TEXT,
    /** {@code char(n)}: the blanks that fill it up are no part of the value. */
    PADDED,
    BOOLEAN,
    /** Bytes, which COPY prints as hexadecimal digits. */
    BINARY,
    /** Types whose texts sort as their values do: uuid, time. */
    CODE,
    /** All others: no least and no greatest value, no patterns. */
    OTHER;

    /** The family of a type, domains looked through. */
    public static ValueFamily of(TypeShape type) {
        return switch (type.baseName()) {
            case "int2", "int4", "int8", "oid", "numeric", "float4", "float8" -> NUMBER;
            case "date", "timestamp", "timestamptz" -> MOMENT;
            case "text", "varchar", "citext", "name", "char" -> TEXT;
            case "bpchar" -> PADDED;
            case "bool" -> BOOLEAN;
            case "bytea" -> BINARY;
            case "uuid", "time" -> CODE;
            default -> OTHER;
        };
    }

    boolean isText() {
        return this == TEXT || this == PADDED;
    }

    boolean hasOrder() {
        return this != OTHER && this != BINARY;
    }

    /** Whether its texts may hold characters that went wrong somewhere. */
    boolean holdsCharacters() {
        return isText() || this == OTHER;
    }
}
