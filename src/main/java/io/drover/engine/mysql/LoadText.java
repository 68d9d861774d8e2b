package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.engine.jdbc.LoadTarget;
import io.drover.model.WireForm;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/**
 * Rows as LOAD DATA reads them: fields parted by tabs, lines by line feeds, backslashes before what
 * would be mistaken, {@code \N} for NULL. Bytes and strings of bits are texts that the statement
 * turns back.
 *
 * <p>Source: MySQL 8.4 manual, 15.2.9 "LOAD DATA Statement".
 */
final class LoadText {
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int FIRST_BYTES = 64 * 1024;
    private static final byte[] ERA = {' ', 'B', 'C'};

    private final List<String> columns;
    private final List<Field> fields = new ArrayList<>();
    private final WireBuffer out = new WireBuffer(FIRST_BYTES);

    /** Writes a value that is not NULL. */
    @FunctionalInterface
    interface Field {
        void write(Object value, WireBuffer out);
    }

    LoadText(LoadTarget target) {
        this.columns = target.names();
        target.sparkTypes().forEach(type -> fields.add(field(type.toLowerCase(Locale.ROOT))));
    }

    /**
     * The rows of a batch; what this returned before is gone then.
     *
     * @throws ValueRefused for a value that the server would take for another
     */
    InputStream of(List<Row> rows) {
        out.truncate(0);
        for (Row row : rows) {
            for (int column = 0; column < fields.size(); column++) {
                if (column > 0) {
                    out.put('\t');
                }
                Object value = row.get(column);
                if (value == null) {
                    out.put('\\');
                    out.put('N');
                } else {
                    write(column, value);
                }
            }
            out.put('\n');
        }
        return new ByteArrayInputStream(out.array(), 0, out.size());
    }

    private void write(int column, Object value) {
        try {
            fields.get(column).write(value, out);
        } catch (ValueRefused none) {
            throw new ValueRefused(none.state(), columns.get(column) + ": " + none.getMessage());
        }
    }

    private static Field field(String sparkType) {
        return switch (sparkType) {
                // A BIT takes the bytes as its bits.
            case "boolean" -> (value, out) -> bit((Boolean) value, out);
            case "string" -> (value, out) -> out.putEscaped((String) value);
            case "binary" -> (value, out) -> hexadecimal((byte[]) value, out);
            case "float", "double" ->
                    (value, out) ->
                            out.putText(
                                    Double.toString(MysqlStoreDialect.finite(value).doubleValue()));
            case "date" -> printed("date", 0);
            case "timestamp_ntz" -> printed("timestamp without time zone", 0);
            case "timestamp" -> printed("timestamp with time zone", MysqlStoreDialect.ZONE);
            default ->
                    sparkType.startsWith("decimal")
                            ? (value, out) -> out.putText(((BigDecimal) value).toPlainString())
                            : (value, out) -> out.putText(value.toString());
        };
    }

    private static void bit(boolean value, WireBuffer out) {
        if (value) {
            out.put(1);
        } else {
            out.put('\\');
            out.put('0');
        }
    }

    private static void hexadecimal(byte[] value, WireBuffer out) {
        for (byte each : value) {
            out.put(DIGITS[(each >> 4) & 0xf]);
            out.put(DIGITS[each & 0xf]);
        }
    }

    /** The ISO text without its last {@code cut} characters. */
    private static Field printed(String logicalType, int cut) {
        ValueEncoder encoder = ValueEncoder.of(logicalType, WireForm.TEXT);
        return (value, out) -> {
            encoder.encode(value, out);
            if (endsWithEra(out)) {
                throw MysqlStoreDialect.beforeTheYearOne();
            }
            out.truncate(out.size() - cut);
        };
    }

    private static boolean endsWithEra(WireBuffer out) {
        for (int at = 0; at < ERA.length; at++) {
            if (out.array()[out.size() - ERA.length + at] != ERA[at]) {
                return false;
            }
        }
        return true;
    }
}
