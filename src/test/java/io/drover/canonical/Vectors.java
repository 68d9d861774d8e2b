package io.drover.canonical;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The golden vectors, each a line of {@code vectors.csv}; {@code vectors.py} says what is what. */
public final class Vectors {
    private static final String ABSENT = "-";

    private Vectors() {}

    /** One line. */
    public record Vector(
            String name, String type, String value, String postgres, String payload, String note) {
        public boolean isArray() {
            return type.endsWith("[]");
        }

        /** Of the value, or of the elements of the array. */
        public CanonicalType logicalType() {
            return CanonicalType.valueOf(type.replace("[]", ""));
        }

        /** Whether {@link #value} is one. */
        public boolean hasValue() {
            return !value.equals(ABSENT);
        }

        /** Whether PostgreSQL has this value. */
        public boolean hasPostgres() {
            return !postgres.equals(ABSENT);
        }

        /** The form of a row that has this value as its only column, in hex. */
        public String form() {
            int tag = isArray() ? logicalType().arrayTag() : logicalType().tag();
            HexFormat hex = HexFormat.of();
            String head = "00000001" + hex.toHexDigits(tag);
            return payload.equals("NULL")
                    ? head + "ffffffff"
                    : head + hex.toHexDigits(payload.length() / 2) + payload;
        }

        /** Names of the lines that the note sets in this relation to this one. */
        public List<String> related(String relation) {
            return List.of(note.split("; ")).stream()
                    .filter(each -> each.startsWith(relation + " "))
                    .map(each -> each.substring(relation.length() + 1))
                    .toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All lines, in their order. */
    public static List<Vector> all() {
        List<List<String>> lines = parse(text());
        return lines.stream()
                .skip(1)
                .map(
                        line ->
                                new Vector(
                                        line.get(0),
                                        line.get(1),
                                        line.get(2),
                                        line.get(3),
                                        line.get(4),
                                        line.get(5)))
                .toList();
    }

    /** Those that PostgreSQL has. */
    public static List<Vector> ofPostgres() {
        return all().stream().filter(Vector::hasPostgres).toList();
    }

    public static Map<String, Vector> byName() {
        return all().stream().collect(Collectors.toMap(Vector::name, Function.identity()));
    }

    /** A value of FLOAT out of its notation. */
    public static double number(String value) {
        if (value.startsWith("0x")) {
            return Double.longBitsToDouble(Long.parseUnsignedLong(value.substring(2), 16));
        }
        return value.endsWith("f") ? Float.parseFloat(value) : Double.parseDouble(value);
    }

    /** A value of TEXT or JSON out of its notation. */
    public static String unescape(String value) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            char each = value.charAt(at++);
            if (each != '\\') {
                text.append(each);
            } else if (value.charAt(at) == 'u') {
                text.append((char) Integer.parseInt(value.substring(at + 1, at + 5), 16));
                at += 5;
            } else {
                text.append(value.charAt(at++));
            }
        }
        return text.toString();
    }

    private static String text() {
        try (InputStream file = Vectors.class.getResourceAsStream("vectors.csv")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Fields between commas, some between quotes that are doubled inside. */
    private static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int at = 0;
        while (at < text.length()) {
            char each = text.charAt(at++);
            if (each == '"' && quoted && at < text.length() && text.charAt(at) == '"') {
                field.append('"');
                at++;
            } else if (each == '"') {
                quoted = !quoted;
            } else if (quoted || (each != ',' && each != '\n')) {
                field.append(each);
            } else {
                line.add(field.toString());
                field.setLength(0);
                if (each == '\n') {
                    lines.add(line);
                    line = new ArrayList<>();
                }
            }
        }
        return lines;
    }
}
