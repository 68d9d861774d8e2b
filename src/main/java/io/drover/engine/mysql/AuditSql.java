package io.drover.engine.mysql;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.mysql.MysqlType;
import io.drover.engine.AuditColumn;
import io.drover.engine.jdbc.JdbcDialect;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.MysqlSpec;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The texts that the server prints for the auditor: by functions and casts that the load does not
 * use, so that one way vouches for the other.
 */
final class AuditSql implements JdbcDialect {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, MysqlType> types;
    private final MysqlSpec settings;

    AuditSql(Map<String, MysqlType> types, MysqlSpec settings) {
        this.types = new LinkedHashMap<>(types);
        this.settings = settings;
    }

    @Override
    public String quote(String name) {
        return MysqlNames.quote(name);
    }

    @Override
    public String literal(String text) {
        return MysqlNames.literal(text);
    }

    @Override
    public void stream(Statement statement) throws SQLException {
        statement.setFetchSize(64);
    }

    @Override
    public String printed(AuditColumn column) {
        MysqlType type = types.get(column.name());
        if (type == null) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot compare column %s: the table does not have it any more, or the user may not see it. Plan again."
                            .formatted(column.name()));
        }
        String name = quote(column.name());
        return switch (type.base()) {
            case "bit" ->
                    column.type() == CanonicalType.TEXT
                            ? "LPAD(BIN(%s + 0), %d, '0')"
                                    .formatted(name, Math.max(1, type.first()))
                            : "CAST(%s + 0 AS CHAR)".formatted(name);
            case "float", "double" -> "CAST(CAST(%s AS DOUBLE) AS CHAR)".formatted(name);
            case "date", "datetime", "timestamp" -> date(name);
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector" ->
                    "HEX(" + name + ")";
            case "geometry",
                            "point",
                            "linestring",
                            "polygon",
                            "multipoint",
                            "multilinestring",
                            "multipolygon",
                            "geometrycollection",
                            "geomcollection" ->
                    shape(name);
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set" ->
                    "CONVERT(%s USING utf8mb4)".formatted(name);
            default -> "CAST(%s AS CHAR)".formatted(name);
        };
    }

    /** Where the spec says so, a date that no calendar has is expected to be NULL. */
    private String date(String name) {
        String printed = "CAST(%s AS CHAR)".formatted(name);
        return settings.zeroDates() == MysqlSpec.ZeroDates.AS_NULL
                ? "IF(MONTH(%1$s) = 0 OR DAYOFMONTH(%1$s) = 0 OR DAYOFMONTH(%1$s) > DAYOFMONTH(LAST_DAY(%1$s)), NULL, %2$s)"
                        .formatted(name, printed)
                : printed;
    }

    /** The digits of SRID and WKB put together as EWKB: the type's fourth byte has the flag. */
    private static String shape(String name) {
        return ("IF(LEFT(HEX(%1$s), 8) = '00000000', SUBSTR(HEX(%1$s), 9),"
                        + " CONCAT('01', SUBSTR(HEX(%1$s), 11, 6), '20', LEFT(HEX(%1$s), 8), SUBSTR(HEX(%1$s), 19)))")
                .formatted(name);
    }
}
