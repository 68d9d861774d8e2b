package io.drover.engine.jdbc;

import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Binds one column's values to a statement. Dates and times go as ISO text, which every engine
 * reads as what it says, whatever the zone and the calendar of a driver.
 *
 * <p>Nullability: never called for NULL.
 */
@FunctionalInterface
public interface ValueBinder extends Serializable {
    /**
     * Binds a value.
     *
     * @throws io.drover.dialect.wire.ValueRefused when the engine cannot hold the value
     */
    void bind(PreparedStatement statement, int index, Object value) throws SQLException;

    /** By the Spark type of the values. */
    static ValueBinder of(String sparkType) {
        String type = sparkType.toLowerCase(Locale.ROOT);
        return switch (type) {
            case "boolean" -> (to, index, value) -> to.setBoolean(index, (Boolean) value);
            case "tinyint", "smallint", "int", "bigint" ->
                    (to, index, value) -> to.setLong(index, ((Number) value).longValue());
            case "float" -> (to, index, value) -> to.setFloat(index, (Float) value);
            case "double" -> (to, index, value) -> to.setDouble(index, (Double) value);
            case "string" -> (to, index, value) -> to.setString(index, (String) value);
            case "binary" -> (to, index, value) -> to.setBytes(index, (byte[]) value);
            case "date" -> printed("date", "");
            case "timestamp_ntz" -> printed("timestamp without time zone", "");
            case "timestamp" -> printed("timestamp with time zone", ":00");
            default -> {
                if (!type.startsWith("decimal")) {
                    throw new IllegalArgumentException("No value is handed over as " + sparkType);
                }
                yield (to, index, value) -> to.setBigDecimal(index, (java.math.BigDecimal) value);
            }
        };
    }

    private static ValueBinder printed(String logicalType, String suffix) {
        return (to, index, value) -> {
            WireBuffer text = new WireBuffer(40);
            ValueEncoder.of(logicalType, WireForm.TEXT).encode(value, text);
            to.setString(
                    index,
                    new String(text.array(), 0, text.size(), StandardCharsets.US_ASCII) + suffix);
        };
    }
}
