package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.mysql.MysqlType;

/** How the values of a column come over the text protocol. */
enum Reading {
    INTEGER,
    DECIMAL,
    /** As the digits of a binary64 that tell it from every other. */
    FLOAT,
    TEXT,
    /** A label; the empty text where it is none is the server's own sign of an error. */
    ENUM,
    BYTES,
    DATE,
    /** A date and time; of a TIMESTAMP in UTC, as the session is. */
    DATE_TIME,
    TIME,
    /** Bytes, the most significant bit first. */
    BIT,
    /** Four bytes of SRID, little end first, then WKB. */
    GEOMETRY;

    static Reading of(MysqlType type) {
        return switch (type.base()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year" -> INTEGER;
            case "decimal" -> DECIMAL;
            case "float", "double" -> FLOAT;
            case "bit" -> BIT;
            case "date" -> DATE;
            case "datetime", "timestamp" -> DATE_TIME;
            case "time" -> TIME;
            case "enum" -> type.labels().contains("") ? TEXT : ENUM;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector" ->
                    BYTES;
            case "geometry",
                            "point",
                            "linestring",
                            "polygon",
                            "multipoint",
                            "multilinestring",
                            "multipolygon",
                            "geometrycollection",
                            "geomcollection" ->
                    GEOMETRY;
            default -> TEXT;
        };
    }

    /**
     * What is selected for it. The server prints six digits of a FLOAT, and of a FLOAT(M,D) D
     * behind the point; a sum is a double, of which it prints as many as it has.
     */
    String sql(String column) {
        String quoted = MysqlNames.quote(column);
        return this == FLOAT ? "(" + quoted + " + 0e0)" : quoted;
    }
}
