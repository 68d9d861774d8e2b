package io.drover.matrix;

import java.util.ArrayList;
import java.util.List;

/** A table with a column of each of PostgreSQL's types. */
final class PostgresTypes {
    static final String REMARK =
            "PostgreSQL to PostgreSQL travels as it is; where a target's table stands already, its columns decide: see"
                    + " [types](type-mapping.md). `mood` is an enum, `positive` a domain over integer, `address` a composite.";

    private static final List<String> TYPES =
            List.of(
                    "boolean",
                    "smallint",
                    "integer",
                    "bigint",
                    "oid",
                    "real",
                    "double precision",
                    "numeric",
                    "numeric(12,3)",
                    "numeric(38,10)",
                    "numeric(60,2)",
                    "money",
                    "text",
                    "character varying(50)",
                    "character varying",
                    "character(5)",
                    "name",
                    "json",
                    "jsonb",
                    "xml",
                    "uuid",
                    "bytea",
                    "date",
                    "time without time zone",
                    "time(3) without time zone",
                    "time with time zone",
                    "timestamp without time zone",
                    "timestamp(3) without time zone",
                    "timestamp with time zone",
                    "interval",
                    "inet",
                    "cidr",
                    "macaddr",
                    "bit(8)",
                    "bit varying(8)",
                    "point",
                    "polygon",
                    "tsvector",
                    "pg_lsn",
                    "int4range",
                    "tstzrange",
                    "integer[]",
                    "text[]",
                    "numeric(12,3)[]",
                    "public.mood",
                    "public.positive",
                    "public.address",
                    "public.mood[]");

    private PostgresTypes() {}

    static String[] statements() {
        List<String> columns = new ArrayList<>();
        for (String type : TYPES) {
            columns.add("c%d %s".formatted(columns.size(), type));
        }
        return new String[] {
            "CREATE TYPE public.mood AS ENUM ('sad', 'ok')",
            "CREATE DOMAIN public.positive AS integer CHECK (value > 0)",
            "CREATE TYPE public.address AS (street text, number integer)",
            "CREATE TABLE public.t (" + String.join(", ", columns) + ")"
        };
    }
}
