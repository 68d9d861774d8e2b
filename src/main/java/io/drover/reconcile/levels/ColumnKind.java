package io.drover.reconcile.levels;

import io.drover.model.catalog.TypeShape;
import java.util.Map;

/** What can be said of the values of a column, by the innermost base of its type. */
enum ColumnKind {
    INTEGER,
    DECIMAL,
    FLOAT,
    TEXT,
    BOOLEAN,
    /** Dates and times, which have an order and no sum. */
    TIME,
    BINARY,
    /** Anything else: its text form is compared. */
    OTHER;

    private static final Map<String, ColumnKind> BY_BASE =
            Map.ofEntries(
                    Map.entry("int2", INTEGER),
                    Map.entry("int4", INTEGER),
                    Map.entry("int8", INTEGER),
                    Map.entry("numeric", DECIMAL),
                    Map.entry("float4", FLOAT),
                    Map.entry("float8", FLOAT),
                    Map.entry("text", TEXT),
                    Map.entry("varchar", TEXT),
                    Map.entry("bpchar", TEXT),
                    Map.entry("name", TEXT),
                    Map.entry("uuid", TEXT),
                    Map.entry("bool", BOOLEAN),
                    Map.entry("date", TIME),
                    Map.entry("time", TIME),
                    Map.entry("timetz", TIME),
                    Map.entry("timestamp", TIME),
                    Map.entry("timestamptz", TIME),
                    Map.entry("interval", TIME),
                    Map.entry("bytea", BINARY));

    static ColumnKind of(TypeShape shape) {
        return BY_BASE.getOrDefault(shape.baseName(), OTHER);
    }

    boolean isNumber() {
        return this == INTEGER || this == DECIMAL || this == FLOAT;
    }
}
