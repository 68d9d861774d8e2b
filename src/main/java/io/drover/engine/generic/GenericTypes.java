package io.drover.engine.generic;

import io.drover.engine.jdbc.LogicalType;
import io.drover.engine.jdbc.MetadataCatalog.Typed;
import io.drover.engine.jdbc.NativeColumn;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.TypeOrigin;
import java.sql.Types;
import java.util.Locale;
import java.util.Map;

/**
 * The logical type of a column: by the name that its product gives the type where that has a
 * meaning of its own, else by JDBC's number of it. What is neither is read as the text that the
 * server prints.
 *
 * <p>Source: JDBC 4.3, appendix B; H2 2.3, "Data Types"; DuckDB 1.2, "Data Types"; Oracle Database
 * 19c SQL Language Reference, "Data Types"; Transact-SQL reference, "Data types"; Amazon Redshift
 * Database Developer Guide, "Data types".
 */
final class GenericTypes {
    /** Behind the type of a column that is read as printed text. */
    static final String AS_TEXT = " as its text";

    private static final String TIMESTAMP = "timestamp without time zone";
    private static final String INSTANT = "timestamp with time zone";
    private static final int MICROS = 6;

    /** Names that mean the same in every product that has them. */
    private static final Map<String, String> BY_NAME =
            Map.ofEntries(
                    Map.entry("uuid", "uuid"),
                    Map.entry("uniqueidentifier", "uuid"),
                    Map.entry("json", "json"),
                    Map.entry("decfloat", "numeric"),
                    Map.entry("utinyint", "smallint"),
                    Map.entry("usmallint", "integer"),
                    Map.entry("uinteger", "bigint"),
                    Map.entry("ubigint", "numeric(20,0)"),
                    Map.entry("hugeint", "numeric(39,0)"),
                    Map.entry("uhugeint", "numeric(39,0)"),
                    Map.entry("binary_float", "real"),
                    Map.entry("binary_double", "double precision"),
                    Map.entry("money", "numeric(19,4)"),
                    Map.entry("smallmoney", "numeric(10,4)"),
                    Map.entry("timestamp_s", TIMESTAMP),
                    Map.entry("timestamp_ms", TIMESTAMP),
                    Map.entry("datetimeoffset", INSTANT),
                    Map.entry("super", "json"));

    private GenericTypes() {}

    static Typed of(Product product, NativeColumn column) {
        String name = column.typeName().toLowerCase(Locale.ROOT);
        String named = BY_NAME.get(name);
        if (named != null) {
            return lossless(named, column);
        }
        if (product == Product.ORACLE && name.equals("date")) {
            return lossless("timestamp(0) without time zone", column);
        }
        if (product == Product.SQLSERVER
                && (name.equals("timestamp") || name.equals("rowversion"))) {
            return lossless("bytea", column);
        }
        if (product == Product.SQLSERVER && name.equals("tinyint")) {
            return lossless("smallint", column);
        }
        if (product == Product.DUCKDB && name.equals("float")) {
            return lossless("real", column);
        }
        if (name.equals("timestamp_ns")) {
            return typed(LogicalType.of(TIMESTAMP), column, TypeVerdict.WIDENING, FINER);
        }
        return byNumber(product, column);
    }

    private static final String FINER = "rows with values finer than a microsecond are set aside";

    private static Typed byNumber(Product product, NativeColumn column) {
        return switch (column.jdbcType()) {
            case Types.BOOLEAN -> lossless("boolean", column);
            case Types.BIT -> column.size() > 1 ? printed(column) : lossless("boolean", column);
            case Types.TINYINT, Types.SMALLINT -> lossless("smallint", column);
            case Types.INTEGER -> lossless("integer", column);
            case Types.BIGINT -> lossless("bigint", column);
            case Types.REAL -> lossless("real", column);
            case Types.FLOAT, Types.DOUBLE -> lossless("double precision", column);
            case Types.NUMERIC, Types.DECIMAL ->
                    typed(
                            LogicalType.numeric(column.size(), column.scale()),
                            column,
                            TypeVerdict.LOSSLESS,
                            "");
            case Types.CHAR, Types.NCHAR ->
                    typed(
                            column.size() > 0 && column.size() <= 10_485_760
                                    ? LogicalType.of("character(" + column.size() + ")")
                                    : LogicalType.of("text"),
                            column,
                            TypeVerdict.LOSSLESS,
                            "");
            case Types.VARCHAR, Types.NVARCHAR ->
                    typed(LogicalType.varchar(column.size()), column, TypeVerdict.LOSSLESS, "");
            case Types.LONGVARCHAR, Types.LONGNVARCHAR, Types.CLOB, Types.NCLOB ->
                    lossless("text", column);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                    lossless("bytea", column);
            case Types.DATE -> lossless("date", column);
            case Types.TIME -> moment(product, "time without time zone", column);
            case Types.TIMESTAMP -> moment(product, TIMESTAMP, column);
            case Types.TIMESTAMP_WITH_TIMEZONE ->
                    typed(
                            product == Product.H2
                                    ? LogicalType.withDigits(INSTANT, column.scale())
                                    : LogicalType.of(INSTANT),
                            column,
                            TypeVerdict.WIDENING,
                            "the instant is kept, the offset that it was written with is not");
            default -> printed(column);
        };
    }

    /**
     * Drivers that tell no digits tell 0, so a modifier would cut what is there; H2's tells them.
     */
    private static Typed moment(Product product, String logical, NativeColumn column) {
        if (product == Product.H2 && column.scale() <= MICROS) {
            return typed(
                    LogicalType.withDigits(logical, column.scale()),
                    column,
                    TypeVerdict.LOSSLESS,
                    "");
        }
        return column.scale() > MICROS
                ? typed(LogicalType.of(logical), column, TypeVerdict.WIDENING, FINER)
                : lossless(logical, column);
    }

    private static Typed printed(NativeColumn column) {
        return new Typed(
                LogicalType.of("text"),
                new TypeOrigin(
                        column.typeName() + AS_TEXT,
                        TypeVerdict.WIDENING,
                        "read as the text that its server prints"));
    }

    private static Typed lossless(String logical, NativeColumn column) {
        return typed(LogicalType.of(logical), column, TypeVerdict.LOSSLESS, "");
    }

    private static Typed typed(
            LogicalType logical, NativeColumn column, TypeVerdict verdict, String reason) {
        return new Typed(logical, new TypeOrigin(column.typeName(), verdict, reason));
    }
}
