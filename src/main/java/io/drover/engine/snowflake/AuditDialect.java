package io.drover.engine.snowflake;

import io.drover.engine.AuditColumn;
import io.drover.engine.jdbc.JdbcDialect;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The auditor's way to a table's rows: plain JDBC without the connector, numbers and booleans by
 * the driver's own accessors, the rest as printed by SQL.
 */
record AuditDialect(SnowflakeNames names, Snapshot snapshot) implements JdbcDialect {
    private static final long serialVersionUID = 1L;

    @Override
    public String quote(String name) {
        return names.quote(name);
    }

    /** As it was at the moment. */
    @Override
    public String quote(TableName table) {
        return names.quote(table) + SnowflakeMoment.clause(snapshot);
    }

    @Override
    public String literal(String text) {
        return SnowflakeNames.literal(text);
    }

    @Override
    public String printed(AuditColumn column) {
        String name = quote(column.name());
        String type = column.logicalType();
        if (type.startsWith("timestamp") && type.endsWith("with time zone")) {
            return "TO_CHAR(CAST(CAST(%s AS TIMESTAMP_LTZ(9)) AS TIMESTAMP_NTZ(9)), 'YYYY-MM-DD\"T\"HH24:MI:SS.FF9')"
                    .formatted(name);
        }
        if (type.startsWith("timestamp")) {
            return "TO_CHAR(" + name + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.FF9')";
        }
        return switch (type) {
            case "bytea" -> "HEX_ENCODE(" + name + ")";
            case "jsonb" -> "TO_JSON(" + name + ")";
            default -> name;
        };
    }

    @Override
    public @Nullable String printed(ResultSet row, int index, AuditColumn column)
            throws SQLException {
        if (column.logicalType().startsWith("numeric")) {
            BigDecimal number = row.getBigDecimal(index);
            return number == null ? null : number.toPlainString();
        }
        if (column.logicalType().equals("double precision")) {
            double number = row.getDouble(index);
            return row.wasNull() ? null : Double.toString(number);
        }
        if (column.logicalType().equals("boolean")) {
            boolean truth = row.getBoolean(index);
            return row.wasNull() ? null : Boolean.toString(truth);
        }
        return row.getString(index);
    }
}
