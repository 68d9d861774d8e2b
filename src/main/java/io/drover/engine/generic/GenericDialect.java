package io.drover.engine.generic;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.AuditColumn;
import io.drover.engine.jdbc.FieldReader;
import io.drover.engine.jdbc.JdbcDialect;
import io.drover.engine.jdbc.MetadataCatalog;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.JdbcSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;

/**
 * Standard SQL, and where a product departs from it, its own.
 *
 * @param open what names stand in, with {@code close}
 */
record GenericDialect(Product product, String open, String close) implements JdbcDialect {
    private static final long serialVersionUID = 1L;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+([eE][+-]?[0-9]+)?");

    static GenericDialect of(Connection connection, JdbcSpec spec) throws SQLException {
        Product product =
                Product.of(spec.dialect(), connection.getMetaData().getDatabaseProductName());
        String told = connection.getMetaData().getIdentifierQuoteString();
        return switch (spec.quote()) {
            case DOUBLE -> new GenericDialect(product, "\"", "\"");
            case BACKTICK -> new GenericDialect(product, "`", "`");
            case BRACKET -> new GenericDialect(product, "[", "]");
            case AUTO -> {
                if (told == null || told.isBlank()) {
                    throw new MigrationException(
                            ErrorKind.SPEC,
                            "Cannot name anything in %s: its driver tells no quotes for names. Set jdbc.quote to double, backtick or bracket."
                                    .formatted(connection.getMetaData().getDatabaseProductName()));
                }
                yield new GenericDialect(product, told, told);
            }
        };
    }

    /** What stands there, as the driver tells it, or the product where that tells more. */
    MetadataCatalog catalog(Connection connection) throws SQLException {
        return new MetadataCatalog(
                connection,
                this,
                column -> GenericTypes.of(product, column),
                product == Product.DUCKDB ? new DuckDbKeys() : null);
    }

    @Override
    public String quote(String name) {
        return open + name.replace(close, close + close) + close;
    }

    @Override
    public String selected(String column, String logicalType, @Nullable String origin) {
        // Without an origin the text of whatever type is asked for.
        boolean printed =
                origin == null ? logicalType.equals("text") : origin.endsWith(GenericTypes.AS_TEXT);
        return printed || comesAsText(logicalType) ? varchar(quote(column)) : quote(column);
    }

    /**
     * DuckDB's driver (1.2.2) makes a java.sql.Timestamp first, which is in the Julian calendar
     * before 1582-10-15, and knows no other class for its finer timestamps; it fails at 24:00:00.
     */
    private boolean comesAsText(String logicalType) {
        return product == Product.DUCKDB && logicalType.startsWith("time");
    }

    @Override
    public FieldReader reader(String logicalType, @Nullable String origin) {
        if (comesAsText(logicalType) && logicalType.startsWith("timestamp")) {
            return logicalType.endsWith("without time zone")
                    ? (row, index) -> local(row.getString(index))
                    : (row, index) -> instant(row.getString(index));
        }
        return switch (WireType.of(logicalType).kind()) {
            case NUMERIC -> GenericDialect::decimal;
            case BYTEA -> GenericDialect::bytes;
            case DATE -> GenericDialect::date;
            default -> FieldReader.of(logicalType);
        };
    }

    private static @Nullable LocalDateTime local(@Nullable String text) {
        try {
            return text == null ? null : LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeException infinite) {
            throw new ValueRefused("22008", "an infinity, or a year beyond 9999 or before 1");
        }
    }

    /** The session is in UTC. */
    private static @Nullable Instant instant(@Nullable String text) {
        boolean known = text != null && text.endsWith("+00");
        LocalDateTime local = local(known ? text.substring(0, text.length() - 3) : text);
        return local == null ? null : local.toInstant(ZoneOffset.UTC);
    }

    private static @Nullable Object decimal(ResultSet row, int index) throws SQLException {
        Object value = row.getObject(index);
        if (value instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        if (value instanceof Number && !(value instanceof BigDecimal)) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new ValueRefused("22003", "NaN or an infinity in a column of decimals");
            }
        }
        return value instanceof BigDecimal ? value : row.getBigDecimal(index);
    }

    private static @Nullable Object bytes(ResultSet row, int index) throws SQLException {
        try {
            return row.getBytes(index);
        } catch (SQLFeatureNotSupportedException blobOnly) {
            // DuckDB's driver gives bytes of a BLOB only.
            Blob blob = row.getBlob(index);
            return blob == null ? null : blob.getBytes(1, Math.toIntExact(blob.length()));
        }
    }

    private static @Nullable Object date(ResultSet row, int index) throws SQLException {
        Object value = row.getObject(index);
        return value instanceof Date ? row.getObject(index, LocalDate.class) : value;
    }

    @Override
    public String printed(AuditColumn column) {
        String name = quote(column.name());
        WireType.Kind kind = WireType.of(column.logicalType()).kind();
        return switch (product) {
            case H2 -> kind == WireType.Kind.BYTEA ? "RAWTOHEX(" + name + ")" : varchar(name);
            case DUCKDB -> kind == WireType.Kind.BYTEA ? "hex(" + name + ")" : varchar(name);
            case ORACLE -> oracle(kind, name);
            case SQLSERVER -> sqlServer(kind, name);
            case REDSHIFT -> kind == WireType.Kind.BYTEA ? "to_hex(" + name + ")" : varchar(name);
            case STANDARD -> standard(kind, name, column);
        };
    }

    private static String standard(WireType.Kind kind, String name, AuditColumn column) {
        if (kind == WireType.Kind.BYTEA) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot compare %s: standard SQL prints no bytes. Leave the column out of the comparison, or set jdbc.dialect to a product's."
                            .formatted(column.name()));
        }
        return "CAST(" + name + " AS VARCHAR(4000))";
    }

    private static String oracle(WireType.Kind kind, String name) {
        return switch (kind) {
            case BYTEA -> "RAWTOHEX(" + name + ")";
            case INT2, INT4, INT8, NUMERIC, FLOAT4, FLOAT8 -> "TO_CHAR(" + name + ", 'TM9')";
            case TIMESTAMP -> "TO_CHAR(" + name + ", 'YYYY-MM-DD HH24:MI:SS.FF9')";
            case TIMESTAMPTZ ->
                    "TO_CHAR(SYS_EXTRACT_UTC(" + name + "), 'YYYY-MM-DD HH24:MI:SS.FF9')";
            default -> name;
        };
    }

    private static String sqlServer(WireType.Kind kind, String name) {
        return switch (kind) {
            case BYTEA -> "CONVERT(varchar(max), " + name + ", 2)";
            case FLOAT4, FLOAT8 -> "CONVERT(varchar(max), " + name + ", 3)";
            case DATE -> "CONVERT(varchar(max), " + name + ", 23)";
            case TIMESTAMP -> "CONVERT(varchar(max), " + name + ", 121)";
            case TIMESTAMPTZ -> "CONVERT(varchar(max), SWITCHOFFSET(" + name + ", '+00:00'), 121)";
            default -> "CONVERT(nvarchar(max), " + name + ")";
        };
    }

    private String varchar(String name) {
        return switch (product) {
            case H2, DUCKDB -> "CAST(" + name + " AS VARCHAR)";
            case SQLSERVER -> "CONVERT(nvarchar(max), " + name + ")";
            case REDSHIFT -> "CAST(" + name + " AS VARCHAR(65535))";
            case ORACLE, STANDARD -> "CAST(" + name + " AS VARCHAR(4000))";
        };
    }

    @Override
    public String keyText(String column, String logicalType) {
        return varchar(quote(column));
    }

    @Override
    public String keyValue(String text, String logicalType) {
        WireType.Kind kind = WireType.of(logicalType).kind();
        return switch (kind) {
            case INT2, INT4, INT8, NUMERIC -> {
                if (!NUMBER.matcher(text).matches()) {
                    throw new IllegalArgumentException("No number: " + text);
                }
                yield text;
            }
            case DATE -> product == Product.SQLSERVER ? literal(text) : "DATE " + literal(text);
            case TIMESTAMP ->
                    product == Product.SQLSERVER
                            ? "CAST(" + literal(text) + " AS datetime2)"
                            : "TIMESTAMP " + literal(text);
            default -> literal(text);
        };
    }

    @Override
    public String remainder(String of, long by) {
        return product == Product.SQLSERVER ? of + " % " + by : JdbcDialect.super.remainder(of, by);
    }
}
