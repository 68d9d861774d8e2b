package io.drover.dialect.postgres;

import io.drover.model.catalog.TypeShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Spark type a value of a PostgreSQL type has in the expressions of rules, and which one a
 * ruled value must have to be loaded. A table of rows; every other type is the server's own text of
 * it, so that none is refused. {@code spark-types.md} is made of it.
 *
 * <p>A value that its Spark type cannot hold exactly is undecodable, never rounded or cut.
 *
 * <p>Source: PostgreSQL documentation, chapter 8; Spark SQL reference, "Data Types".
 */
public final class SparkTypes {
    /** Of the numerics that declare no digits: as many before the point as a money amount has. */
    private static final String WIDEST_DECIMAL = "decimal(38,18)";

    private static final int MOST_DIGITS = 38;
    private static final Pattern MODIFIER = Pattern.compile("\\(([^)]*)\\)");

    private static final List<Row> ROWS =
            List.of(
                    row("boolean", "bool", "boolean", ""),
                    row("smallint", "int2", "smallint", ""),
                    row("integer", "int4", "int", ""),
                    row("bigint", "int8", "bigint", ""),
                    row("oid", "oid", "bigint", "It has no sign: it goes up to 4294967295."),
                    row("real", "float4", "float", "NaN, infinities and -0 are kept."),
                    row("double precision", "float8", "double", "NaN, infinities and -0 are kept."),
                    row(
                            "numeric",
                            "numeric",
                            WIDEST_DECIMAL,
                            "numeric(p,s) is decimal(p,s) where p <= 38 and 0 <= s <= p. NaN, infinities and"
                                    + " what has more digits than the decimal are undecodable."),
                    row("text", "text", "string", ""),
                    row("character varying", "varchar", "string", ""),
                    row(
                            "character",
                            "bpchar",
                            "string",
                            "Padded with blanks to its length, as it is stored and as COPY prints it;"
                                    + " PostgreSQL's cast to text would drop them. A rule can trim."),
                    row("name", "name", "string", ""),
                    row("citext", "citext", "string", "Rules compare it by case, as any string."),
                    row("json", "json", "string", "The text as it was written."),
                    row("jsonb", "jsonb", "string", "The server's text of the document."),
                    row("xml", "xml", "string", ""),
                    row("uuid", "uuid", "string", "Lower case with hyphens."),
                    row("bytea", "bytea", "binary", ""),
                    row(
                            "date",
                            "date",
                            "date",
                            "0001-01-01 to 9999-12-31; infinities and years beyond are undecodable."),
                    row(
                            "timestamp without time zone",
                            "timestamp",
                            "timestamp_ntz",
                            "Years 1 to 9999; infinities and years beyond are undecodable."),
                    row(
                            "timestamp with time zone",
                            "timestamptz",
                            "timestamp",
                            "An instant; years 1 to 9999 in UTC, others are undecodable."));

    private static final Map<String, Row> BY_CATALOG_NAME = new LinkedHashMap<>();
    private static final Map<String, Row> BY_PRINTED_NAME = new LinkedHashMap<>();

    static {
        for (Row row : ROWS) {
            BY_CATALOG_NAME.put(row.catalogName(), row);
            BY_PRINTED_NAME.put(row.type(), row);
        }
    }

    /** What is said of all types that have no row of their own. */
    public static final String WHY_PRINTED =
            "The server's own text of the value, under the fixed session (UTC, ISO dates).";

    private SparkTypes() {}

    /** How the bytes of a value look on the wire. */
    public enum Travel {
        /** As the type itself: its binary form in a binary COPY. */
        OWN_FORM,
        /** As text, in whichever form the row is: a binary COPY cannot load it back. */
        PRINTED
    }

    /**
     * A type with a form of its own.
     *
     * @param type as {@code format_type()} prints it, without modifiers
     * @param catalogName {@code pg_type.typname}
     * @param sparkType as Spark DDL
     * @param why what a reader should know; may be empty
     */
    public record Row(String type, String catalogName, String sparkType, String why) {}

    /**
     * The answer for one column.
     *
     * @param sparkType as Spark DDL
     * @param base of a column whose type is a domain or of an extension, the type of pg_catalog
     *     below it, to be cast to; else empty
     */
    public record Choice(String sparkType, Travel travel, String base, String why) {
        /**
         * What is selected of the source, so that the reader knows its form: the column itself
         * where it can be. The cast of a domain to its base costs nothing, and fails where a user's
         * own type only bears a known name.
         */
        public String sql(String quotedColumn) {
            if (travel == Travel.PRINTED) {
                return PostgresNames.printed(quotedColumn);
            }
            return base.isEmpty() ? quotedColumn : "(%s)::%s".formatted(quotedColumn, base);
        }

        /** Whether a loader can write the value in the binary form of its column. */
        public boolean loadsInBinary() {
            return travel == Travel.OWN_FORM;
        }
    }

    /** The rows, in the order of the document. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** How rules see the values of a source column. */
    public static Choice read(String type, TypeShape shape) {
        boolean ofCatalog = type.indexOf('.') < 0;
        Row row = BY_CATALOG_NAME.get(shape.baseName());
        boolean domainWithOwnText =
                !ofCatalog && (shape.baseName().equals("uuid") || shape.baseName().equals("jsonb"));
        if (row == null || domainWithOwnText) {
            // Of uuid and jsonb the reader knows the binary form by the column's declared type.
            return new Choice("string", Travel.PRINTED, "", WHY_PRINTED);
        }
        boolean cast = !ofCatalog && !row.catalogName().equals("citext");
        return new Choice(
                sparkType(row, precision(shape), scale(shape)),
                Travel.OWN_FORM,
                cast ? "pg_catalog." + row.catalogName() : "",
                row.why());
    }

    /** What a ruled value must be to be loaded into a target column. */
    public static Choice loaded(String type, TypeShape shape) {
        Row row = BY_CATALOG_NAME.get(shape.baseName());
        return row == null
                ? new Choice("string", Travel.PRINTED, "", WHY_PRINTED)
                : new Choice(
                        sparkType(row, precision(shape), scale(shape)),
                        Travel.OWN_FORM,
                        "",
                        row.why());
    }

    /** The same by the type's printed name alone: a domain is then a string. */
    public static Choice loaded(String type) {
        Matcher modifier = MODIFIER.matcher(type);
        boolean modified = modifier.find();
        String name = modified ? modifier.replaceFirst("").replace("  ", " ").strip() : type;
        Row row = BY_PRINTED_NAME.get(name);
        if (row == null) {
            return new Choice("string", Travel.PRINTED, "", WHY_PRINTED);
        }
        int precision = -1;
        int scale = 0;
        if (modified && row.catalogName().equals("numeric")) {
            String[] numbers = modifier.group(1).split(",", -1);
            precision = Integer.parseInt(numbers[0].strip());
            scale = numbers.length > 1 ? Integer.parseInt(numbers[1].strip()) : 0;
        }
        return new Choice(sparkType(row, precision, scale), Travel.OWN_FORM, "", row.why());
    }

    private static String sparkType(Row row, int precision, int scale) {
        boolean fits =
                row.catalogName().equals("numeric")
                        && precision > 0
                        && precision <= MOST_DIGITS
                        && scale >= 0
                        && scale <= precision;
        return fits ? "decimal(%d,%d)".formatted(precision, scale) : row.sparkType();
    }

    /** Source: {@code numeric_typmod_precision} in PostgreSQL's numeric.c. */
    private static int precision(TypeShape shape) {
        return shape.modifier() < 4 ? -1 : ((shape.modifier() - 4) >> 16) & 0xffff;
    }

    /** Eleven bits with a sign since version 15; before, a count up to 1000 in the same bits. */
    private static int scale(TypeShape shape) {
        return (((shape.modifier() - 4) & 0x7ff) ^ 1024) - 1024;
    }

    private static Row row(String type, String catalogName, String sparkType, String why) {
        return new Row(type, catalogName, sparkType, why);
    }
}
