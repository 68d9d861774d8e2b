package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueRefused;
import io.drover.jdbc.RowPacket;
import io.drover.model.Nullable;
import io.drover.model.UnreadableRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Tells rows that could not be read: where they are, and what they hold beside masked columns. */
final class UnreadableRows {
    private final List<String> columns;
    private final List<Reading> readings;
    private final Set<String> key;
    private final Set<String> masked;

    UnreadableRows(
            List<String> columns, List<Reading> readings, List<String> key, List<String> masked) {
        this.columns = List.copyOf(columns);
        this.readings = List.copyOf(readings);
        this.key = Set.copyOf(key);
        this.masked = Set.copyOf(masked);
    }

    UnreadableRow row(long number, RowPacket packet, ValueRefused refusal) {
        packet.rewind();
        List<String> members = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            String name = columns.get(column);
            String value = packet.advance() ? shown(packet, readings.get(column)) : null;
            // A rule may look at a column that is also loaded as it is.
            if (masked.contains(name) || columns.indexOf(name) < column) {
                continue;
            }
            members.add(json(name) + ": " + (value == null ? "null" : json(value)));
            if (key.contains(name)) {
                places.add(name + " = " + value);
            }
        }
        return new UnreadableRow(
                number,
                places.isEmpty() ? "row " + number + " of the chunk" : String.join(", ", places),
                "{" + String.join(", ", members) + "}",
                refusal.state(),
                refusal.getMessage());
    }

    private static @Nullable String shown(RowPacket packet, Reading reading) {
        return switch (reading) {
            case BYTES, BIT, GEOMETRY ->
                    HexFormat.of()
                            .formatHex(
                                    packet.array(), packet.from(), packet.from() + packet.length());
            case INTEGER, DECIMAL, FLOAT, TEXT, ENUM, DATE, DATE_TIME, TIME ->
                    new String(
                            packet.array(), packet.from(), packet.length(), StandardCharsets.UTF_8);
        };
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char each = text.charAt(at);
            switch (each) {
                case '"', '\\' -> json.append('\\').append(each);
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                    // jsonb, which the ledger keeps, has no place for U+0000.
                case '\0' -> json.append("\\ufffd");
                default ->
                        json.append(
                                each < ' '
                                        ? "\\u%04x".formatted((int) each)
                                        : String.valueOf(each));
            }
        }
        return json.append('"').toString();
    }
}
