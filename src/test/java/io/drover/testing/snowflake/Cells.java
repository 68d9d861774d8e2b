package io.drover.testing.snowflake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What H2 answers, in the types and cells of Snowflake's JSON results. */
final class Cells {
    private Cells() {}

    static List<Reply.Column> columns(Engine engine, Connection connection, ResultSetMetaData meta)
            throws SQLException {
        List<Reply.Column> columns = new ArrayList<>();
        for (int at = 1; at <= meta.getColumnCount(); at++) {
            columns.add(
                    new Reply.Column(
                            meta.getColumnLabel(at),
                            type(engine, connection, meta, at),
                            meta.isNullable(at) != ResultSetMetaData.columnNoNulls,
                            meta.getSchemaName(at),
                            meta.getTableName(at)));
        }
        return columns;
    }

    private static ColumnType type(
            Engine engine, Connection connection, ResultSetMetaData meta, int at)
            throws SQLException {
        int precision = Math.min(38, Math.max(1, meta.getPrecision(at)));
        int scale = meta.getScale(at);
        String name = meta.getColumnTypeName(at);
        switch (name) {
            case "NUMERIC", "DECIMAL":
                return ColumnType.fixed(precision, Math.min(scale, 37));
            case "DECFLOAT":
                return ColumnType.fixed(38, 12);
            case "BIGINT":
                return ColumnType.COUNT;
            case "INTEGER", "SMALLINT", "TINYINT":
                return ColumnType.fixed(9, 0);
            case "DOUBLE PRECISION", "REAL":
                return new ColumnType("real", 0, 0, 0);
            case "BOOLEAN":
                return new ColumnType("boolean", 0, 0, 0);
            case "DATE":
                return new ColumnType("date", 0, 0, 0);
            case "TIME":
                return new ColumnType("time", 0, scale, 0);
            case "TIMESTAMP":
                return new ColumnType("timestamp_ntz", 0, scale, 0);
            case "BINARY VARYING", "BINARY", "BINARY LARGE OBJECT":
                return new ColumnType("binary", 0, 0, ColumnType.MAX_BINARY);
            default:
                break;
        }
        // Only the table knows which of Snowflake's types H2's type stands for.
        for (Engine.EngineColumn column :
                engine.columns(
                        connection, new TableName(meta.getSchemaName(at), meta.getTableName(at)))) {
            if (column.name().equals(meta.getColumnName(at))) {
                return column.type();
            }
        }
        return name.equals("TIMESTAMP WITH TIME ZONE")
                ? new ColumnType("timestamp_ltz", 0, scale, 0)
                : ColumnType.TEXT;
    }

    static List<String[]> rows(ResultSet results, List<Reply.Column> columns) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        while (results.next()) {
            String[] row = new String[columns.size()];
            for (int at = 0; at < row.length; at++) {
                row[at] = cell(results, at + 1, columns.get(at).type());
            }
            rows.add(row);
        }
        return rows;
    }

    private static String cell(ResultSet results, int at, ColumnType type) throws SQLException {
        switch (type.wire()) {
            case "fixed":
                BigDecimal number = results.getBigDecimal(at);
                return number == null
                        ? null
                        : number.setScale(type.scale(), RoundingMode.HALF_UP).toPlainString();
            case "boolean":
                boolean truth = results.getBoolean(at);
                return results.wasNull() ? null : truth ? "1" : "0";
            case "date":
                LocalDate date = results.getObject(at, LocalDate.class);
                return date == null ? null : String.valueOf(date.toEpochDay());
            case "time":
                LocalTime time = results.getObject(at, LocalTime.class);
                return time == null ? null : BigDecimal.valueOf(time.toNanoOfDay(), 9).toString();
            case "timestamp_ntz":
                LocalDateTime local = results.getObject(at, LocalDateTime.class);
                return local == null ? null : seconds(local.atOffset(ZoneOffset.UTC));
            case "timestamp_ltz":
                OffsetDateTime instant = results.getObject(at, OffsetDateTime.class);
                return instant == null ? null : seconds(instant);
            case "timestamp_tz":
                OffsetDateTime zoned = results.getObject(at, OffsetDateTime.class);
                return zoned == null
                        ? null
                        : seconds(zoned) + " " + (zoned.getOffset().getTotalSeconds() / 60 + 1440);
            case "binary":
                byte[] bytes = results.getBytes(at);
                return bytes == null ? null : HexFormat.of().withUpperCase().formatHex(bytes);
            default:
                return results.getString(at);
        }
    }

    /** One decimal number, also before 1970: -0.001 is not -1.999. */
    private static String seconds(OffsetDateTime instant) {
        return BigDecimal.valueOf(instant.toEpochSecond())
                .add(BigDecimal.valueOf(instant.getNano(), 9))
                .setScale(9)
                .toPlainString();
    }
}
