package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A bound value as the driver sends it: a type's name and text; of a batch, one text for each row.
 */
record Binding(String type, List<String> values) {
    static List<Binding> all(JsonNode bindings) {
        List<Binding> all = new ArrayList<>();
        for (int at = 1; bindings.has(String.valueOf(at)); at++) {
            JsonNode node = bindings.get(String.valueOf(at));
            List<String> values = new ArrayList<>();
            if (node.path("value").isArray()) {
                node.get("value").forEach(value -> values.add(textOf(value)));
            } else {
                values.add(textOf(node.path("value")));
            }
            all.add(new Binding(node.path("type").asText().toUpperCase(Locale.ROOT), values));
        }
        return all;
    }

    private static String textOf(JsonNode value) {
        return value.isNull() || value.isMissingNode() ? null : value.asText();
    }

    /** Sets the value of one row of the batch. */
    void set(PreparedStatement statement, int parameter, int row) throws SQLException {
        String text = values.get(row);
        statement.setObject(parameter, text == null ? null : value(text));
    }

    private Object value(String text) {
        return switch (type) {
            case "FIXED" -> new BigDecimal(text);
            case "REAL" -> Double.valueOf(text);
            case "BOOLEAN" -> text.equals("1") || Boolean.parseBoolean(text);
            case "DATE" ->
                    LocalDate.ofEpochDay(Math.floorDiv(Long.parseLong(text), 24L * 3600 * 1000));
            case "TIME" -> LocalTime.ofNanoOfDay(Long.parseLong(text));
            case "TIMESTAMP_NTZ" -> instant(text).atOffset(ZoneOffset.UTC).toLocalDateTime();
            case "TIMESTAMP_LTZ" -> instant(text).atOffset(ZoneOffset.UTC);
            case "TIMESTAMP_TZ" -> {
                String[] parts = text.split(" ", 2);
                int minutes = parts.length == 1 ? 0 : Integer.parseInt(parts[1]) - 1440;
                yield instant(parts[0]).atOffset(ZoneOffset.ofTotalSeconds(minutes * 60));
            }
            case "BINARY" -> HexFormat.of().parseHex(text);
            default -> text;
        };
    }

    private static Instant instant(String nanos) {
        long[] parts = {
            Math.floorDiv(Long.parseLong(nanos), 1_000_000_000L),
            Math.floorMod(Long.parseLong(nanos), 1_000_000_000L)
        };
        return Instant.ofEpochSecond(parts[0], parts[1]);
    }
}
