package io.drover.dialect.mysql;

import io.drover.model.TypeVerdict;
import io.drover.model.catalog.TypeOrigin;
import io.drover.spec.MysqlSpec;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * Which logical type holds the values of a column of MySQL or MariaDB, and why, as a table: the
 * first row that matches counts.
 *
 * <p>Source: MySQL 8.4 manual, chapter 13 "Data Types"; MariaDB documentation, "Data Types".
 */
public final class MysqlTypes {
    private static final List<Row> ROWS =
            List.of(
                    row(
                            (type, spec) ->
                                    type.base().equals("tinyint")
                                            && type.first() == 1
                                            && !type.unsigned()
                                            && spec.tinyint1() == MysqlSpec.TinyintOfOne.BOOLEAN,
                            "boolean",
                            TypeVerdict.LOSSLESS,
                            "mysql.tinyint1 = boolean; a value that is neither 0 nor 1 is set aside"),
                    base(
                            "tinyint",
                            "smallint",
                            TypeVerdict.WIDENING,
                            "there is no integer of one byte"),
                    unsigned("smallint", "integer", "65535 does not fit two signed bytes"),
                    base("smallint", "smallint"),
                    base(
                            "mediumint",
                            "integer",
                            TypeVerdict.WIDENING,
                            "there is no integer of three bytes"),
                    unsigned("int", "bigint", "4294967295 does not fit four signed bytes"),
                    base("int", "integer"),
                    unsigned(
                            "bigint",
                            "numeric(20,0)",
                            "18446744073709551615 does not fit eight signed bytes"),
                    base("bigint", "bigint"),
                    row(
                            is("decimal"),
                            (type, spec) ->
                                    "numeric(%d,%d)"
                                            .formatted(type.first(), Math.max(type.second(), 0)),
                            TypeVerdict.LOSSLESS,
                            ""),
                    base("float", "real"),
                    base("double", "double precision"),
                    row(
                            (type, spec) -> type.base().equals("bit") && type.first() <= 1,
                            "boolean",
                            TypeVerdict.LOSSLESS,
                            ""),
                    row(
                            is("bit"),
                            (type, spec) -> "bit(%d)".formatted(type.first()),
                            TypeVerdict.LOSSLESS,
                            ""),
                    base("year", "smallint", TypeVerdict.WIDENING, "a year is 0 or 1901 to 2155"),
                    base("date", "date"),
                    row(
                            is("datetime"),
                            (type, spec) -> withDigits("timestamp", type, " without time zone"),
                            TypeVerdict.LOSSLESS,
                            ""),
                    row(
                            is("timestamp"),
                            (type, spec) -> withDigits("timestamp", type, " with time zone"),
                            TypeVerdict.LOSSLESS,
                            ""),
                    row(
                            (type, spec) ->
                                    type.base().equals("time")
                                            && spec.time() == MysqlSpec.Time.TIME,
                            (type, spec) -> withDigits("time", type, " without time zone"),
                            TypeVerdict.LOSSLESS,
                            "mysql.time = time; a value below 0 or beyond 24 hours is set aside"),
                    base(
                            "time",
                            "interval",
                            TypeVerdict.WIDENING,
                            "a TIME is a span from -838:59:59 to 838:59:59, no time of day"),
                    row(
                            (type, spec) -> type.base().equals("char") && type.first() > 0,
                            (type, spec) -> "character(%d)".formatted(type.first()),
                            TypeVerdict.LOSSLESS,
                            ""),
                    row(
                            (type, spec) -> type.base().equals("varchar") && type.first() > 0,
                            (type, spec) -> "character varying(%d)".formatted(type.first()),
                            TypeVerdict.LOSSLESS,
                            ""),
                    any(
                            List.of(
                                    "char",
                                    "varchar",
                                    "tinytext",
                                    "text",
                                    "mediumtext",
                                    "longtext"),
                            "text",
                            ""),
                    any(
                            List.of(
                                    "binary",
                                    "varbinary",
                                    "tinyblob",
                                    "blob",
                                    "mediumblob",
                                    "longblob"),
                            "bytea",
                            ""),
                    base("enum", "text", TypeVerdict.WIDENING, "a CHECK holds it to its labels"),
                    base(
                            "set",
                            "text",
                            TypeVerdict.WIDENING,
                            "its members as one text, with commas between them"),
                    base(MysqlType.JSON_TEXT, "json"),
                    base("json", "jsonb"),
                    base("uuid", "uuid"),
                    any(List.of("inet4", "inet6"), "text", "as the server prints it"),
                    any(
                            List.of(
                                    "geometry",
                                    "point",
                                    "linestring",
                                    "polygon",
                                    "multipoint",
                                    "multilinestring",
                                    "multipolygon",
                                    "geometrycollection",
                                    "geomcollection"),
                            "bytea",
                            "as WKB, with the SRID where it is not 0 (EWKB)"),
                    base("vector", "bytea", TypeVerdict.WIDENING, "as the server stores it"));

    private MysqlTypes() {}

    /**
     * A logical type and what becomes of the values.
     *
     * @param logical as PostgreSQL prints it
     */
    public record Mapping(String logical, TypeOrigin origin) {}

    private record Row(
            BiPredicate<MysqlType, MysqlSpec> matches,
            BiFunction<MysqlType, MysqlSpec, String> logical,
            TypeVerdict verdict,
            String reason) {}

    /** The logical type of a column; REFUSED where there is none. */
    public static Mapping of(MysqlType type, MysqlSpec spec) {
        for (Row row : ROWS) {
            if (row.matches().test(type, spec)) {
                return new Mapping(
                        row.logical().apply(type, spec),
                        new TypeOrigin(type.printed(), row.verdict(), row.reason()));
            }
        }
        return new Mapping(
                "text",
                new TypeOrigin(
                        type.printed(),
                        TypeVerdict.REFUSED,
                        "Drover does not know the type " + type.base()));
    }

    /** Six digits are what the logical type has without a modifier. */
    private static String withDigits(String name, MysqlType type, String zone) {
        int digits = Math.max(type.first(), 0);
        return digits >= 6 ? name + zone : name + "(" + digits + ")" + zone;
    }

    private static BiPredicate<MysqlType, MysqlSpec> is(String base) {
        return (type, spec) -> type.base().equals(base);
    }

    private static Row base(String base, String logical) {
        return base(base, logical, TypeVerdict.LOSSLESS, "");
    }

    private static Row base(String base, String logical, TypeVerdict verdict, String reason) {
        return row(is(base), logical, verdict, reason);
    }

    private static Row unsigned(String base, String logical, String reason) {
        return row(
                (type, spec) -> type.base().equals(base) && type.unsigned(),
                logical,
                TypeVerdict.WIDENING,
                reason);
    }

    private static Row any(List<String> bases, String logical, String reason) {
        return row(
                (type, spec) -> bases.contains(type.base()),
                logical,
                reason.isEmpty() ? TypeVerdict.LOSSLESS : TypeVerdict.WIDENING,
                reason);
    }

    private static Row row(
            BiPredicate<MysqlType, MysqlSpec> matches,
            String logical,
            TypeVerdict verdict,
            String reason) {
        return row(matches, (type, spec) -> logical, verdict, reason);
    }

    private static Row row(
            BiPredicate<MysqlType, MysqlSpec> matches,
            BiFunction<MysqlType, MysqlSpec, String> logical,
            TypeVerdict verdict,
            String reason) {
        return new Row(matches, logical, verdict, reason);
    }
}
