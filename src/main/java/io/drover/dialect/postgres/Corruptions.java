package io.drover.dialect.postgres;

import io.drover.dialect.postgres.Corruption.Effect;
import java.util.ArrayList;
import java.util.List;

/**
 * The corruptions that can be planted in a column, by its type: what goes wrong on the way between
 * two databases, each the smallest of its kind.
 */
public final class Corruptions {
    private Corruptions() {}

    /**
     * Of a column of a type that {@code format_type()} prints so; none of a type without a
     * corruption of its own.
     */
    public static List<Corruption> of(String column, String type) {
        String name = PostgresNames.quote(column);
        if (type.endsWith("[]")) {
            return List.of(arrayOrder(name));
        }
        return switch (WireType.of(type).kind()) {
            case TEXT, VARCHAR -> text(name);
            case CHAR -> List.of(character(name), letterCase(name));
            case INT2, INT4, INT8 -> List.of(offByOne(name));
            case NUMERIC -> List.of(lastDigit(name));
            case FLOAT4 -> List.of(lastBit(name, "1.2e-7"));
            case FLOAT8 -> List.of(lastBit(name, "2.3e-16"));
            case BOOLEAN -> List.of(damage("a boolean turned", "true", "NOT " + name, "true"));
            case DATE -> List.of(damage("one day", finite(name), name + " + 1", "'2024-02-29'"));
            case TIMESTAMP, TIMESTAMPTZ -> moments(name);
            case UUID -> List.of(uuidDigit(name));
            case BYTEA -> List.of(oneByte(name));
            case JSON -> json(name, "json");
            case JSONB -> json(name, "jsonb");
            case NAME, OTHER -> List.of();
        };
    }

    private static Corruption damage(String kind, String suffers, String damaged, String prepared) {
        return new Corruption(kind, Effect.ANOTHER_VALUE, suffers, damaged, prepared);
    }

    private static List<Corruption> text(String name) {
        List<Corruption> corruptions = new ArrayList<>();
        corruptions.add(character(name));
        corruptions.add(damage("trailing blank", "true", name + " || ' '", "'a'"));
        corruptions.add(damage("NULL for empty", name + " = ''", "NULL", "''"));
        corruptions.add(letterCase(name));
        corruptions.add(
                damage(
                        "a truncated string",
                        "length(%s) > 1".formatted(name),
                        "left(%1$s, length(%1$s) - 1)".formatted(name),
                        "'abcd'"));
        corruptions.add(damage("sign of zero in text", name + " = '0'", "'-0'", "'0'"));
        corruptions.add(
                damage(
                        "unicode form",
                        "strpos(%s, U&'\\00E9') > 0".formatted(name),
                        "replace(%s, U&'\\00E9', U&'e\\0301')".formatted(name),
                        "U&'\\00E9'"));
        corruptions.add(
                damage(
                        "line ends",
                        "strpos(%s, E'\\n') > 0".formatted(name),
                        "replace(%s, E'\\n', E'\\r\\n')".formatted(name),
                        "E'a\\nb'"));
        return corruptions;
    }

    private static Corruption character(String name) {
        return damage(
                "one character",
                "length(%s) > 0".formatted(name),
                "overlay(%1$s::text placing CASE left(%1$s::text, 1) WHEN 'x' THEN 'y' ELSE 'x' END from 1 for 1)"
                        .formatted(name),
                "'abc'");
    }

    private static Corruption letterCase(String name) {
        return damage(
                "letter case",
                "upper(%1$s) <> %1$s".formatted(name),
                "upper(" + name + ")",
                "'abc'");
    }

    private static Corruption offByOne(String name) {
        return damage(
                "a number off by one",
                "true",
                "CASE WHEN %1$s > 0 THEN %1$s - 1 ELSE %1$s + 1 END".formatted(name),
                "7");
    }

    private static Corruption lastDigit(String name) {
        String digit = "('1e-' || scale(%s))::numeric".formatted(name);
        return damage(
                "last digit of a decimal",
                // NaN and the infinities have no scale.
                "scale(%s) IS NOT NULL".formatted(name),
                "CASE WHEN %1$s > 0 THEN %1$s - %2$s ELSE %1$s + %2$s END".formatted(name, digit),
                "1.5");
    }

    private static Corruption lastBit(String name, String share) {
        return damage(
                "last bit of a float",
                "%1$s <> 0 AND abs(%1$s) < 1e30".formatted(name),
                "%1$s * (1 + %2$s::float8)".formatted(name, share),
                "1.5");
    }

    private static List<Corruption> moments(String name) {
        return List.of(
                damage(
                        "one microsecond",
                        finite(name),
                        name + " + interval '1 microsecond'",
                        "'2024-03-31 01:59:59.999999'"),
                damage(
                        "one hour",
                        finite(name),
                        name + " + interval '1 hour'",
                        "'2024-03-31 01:30:00'"));
    }

    private static String finite(String name) {
        return "isfinite(" + name + ")";
    }

    private static Corruption uuidDigit(String name) {
        return damage(
                "one digit of a uuid",
                "true",
                "overlay(%1$s::text placing CASE left(%1$s::text, 1) WHEN '0' THEN '1' ELSE '0' END from 1 for 1)::uuid"
                        .formatted(name),
                "'00000000-0000-4000-8000-000000000000'");
    }

    private static Corruption oneByte(String name) {
        return damage(
                "a byte of a bytea",
                "length(%s) > 0".formatted(name),
                "set_byte(%1$s, length(%1$s) - 1, get_byte(%1$s, length(%1$s) - 1) # 1)"
                        .formatted(name),
                "'\\x0102'::bytea");
    }

    private static Corruption arrayOrder(String name) {
        return damage(
                "an array's order",
                "array_ndims(%s) = 1".formatted(name),
                "(SELECT array_agg(each ORDER BY place DESC) FROM unnest(%s) WITH ORDINALITY AS elements (each, place))"
                        .formatted(name),
                "'{1,2}'");
    }

    private static List<Corruption> json(String name, String type) {
        List<Corruption> corruptions = new ArrayList<>();
        corruptions.add(
                damage(
                        "a value in a JSON",
                        "jsonb_typeof(%s::jsonb) = 'object'".formatted(name),
                        "(%s::jsonb || '{\"drover\": 1}')::%s".formatted(name, type),
                        "'{\"a\": 1}'"));
        if (type.equals("json")) {
            corruptions.add(
                    new Corruption(
                            "JSON key order",
                            Effect.SAME_VALUE,
                            "json_typeof(%1$s) = 'object' AND (SELECT count(DISTINCT key) = count(*) AND count(*) > 1 FROM json_each(%1$s))"
                                    .formatted(name),
                            "(SELECT json_object_agg(key, value ORDER BY place DESC) FROM json_each(%s) WITH ORDINALITY AS members (key, value, place))"
                                    .formatted(name),
                            "'{\"b\": [1, {\"c\": null}], \"a\": \"x\"}'"));
        }
        corruptions.add(
                new Corruption(
                        "1.0 for 1 in a JSON",
                        Effect.SAME_VALUE,
                        "%s::text = '{\"a\": 1}'".formatted(name),
                        "'{\"a\": 1.0}'",
                        "'{\"a\": 1}'"));
        return corruptions;
    }
}
