package io.drover.canonical;

import io.drover.canonical.CanonicalValues.Infinity;
import io.drover.canonical.Vectors.Vector;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Reads the notation of the golden vectors and writes the values by {@link CanonicalValues}. */
final class VectorValues {
    private VectorValues() {}

    static void write(Vector vector, CanonicalValues to) {
        if (!vector.isArray()) {
            write(vector.logicalType(), vector.value(), to);
        } else if (vector.value().equals("NULL")) {
            to.addNullArray(vector.logicalType());
        } else if (vector.value().equals("0")) {
            to.beginArray(vector.logicalType(), new int[0], new int[0]);
            to.endArray();
        } else {
            List<String> parts = List.of(vector.value().split("\\|", -1));
            String[] shape = parts.get(0).split("@", -1);
            to.beginArray(vector.logicalType(), numbers(shape[0]), numbers(shape[1]));
            parts.stream().skip(1).forEach(each -> write(vector.logicalType(), each, to));
            to.endArray();
        }
    }

    private static int[] numbers(String text) {
        return Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    }

    static void write(CanonicalType type, String value, CanonicalValues to) {
        if (value.equals("NULL")) {
            to.addNull(type);
            return;
        }
        boolean infinite = value.endsWith("infinity");
        Infinity infinity = value.startsWith("-") ? Infinity.NEGATIVE : Infinity.POSITIVE;
        switch (type) {
            case BOOLEAN -> to.addBoolean(Boolean.parseBoolean(value));
            case INTEGER -> to.addInteger(Long.parseLong(value));
            case DECIMAL -> {
                if (value.endsWith("NaN") || value.endsWith("Infinity")) {
                    to.addDecimalNotFinite(Double.parseDouble(value));
                } else {
                    to.addDecimal(new BigDecimal(value));
                }
            }
            case FLOAT -> to.addFloat(Vectors.number(value));
            case TEXT -> to.addText(Vectors.unescape(value));
            case BINARY -> to.addBinary(HexFormat.of().parseHex(value));
            case DATE -> {
                if (infinite) {
                    to.addDate(infinity);
                } else {
                    to.addDate(LocalDate.parse(value));
                }
            }
            case TIME -> {
                if (value.equals("24:00:00")) {
                    to.addTime(86_400_000_000L, 0);
                } else {
                    to.addTime(LocalTime.parse(value));
                }
            }
            case TIME_ZONED -> zoned(value, to);
            case TIMESTAMP -> {
                if (infinite) {
                    to.addTimestamp(infinity);
                } else {
                    to.addTimestamp(LocalDateTime.parse(value));
                }
            }
            case INSTANT -> {
                if (infinite) {
                    to.addInstant(infinity);
                } else {
                    to.addInstant(Instant.parse(value));
                }
            }
            case INTERVAL -> {
                String[] parts = value.split(" ", -1);
                to.addInterval(
                        Integer.parseInt(parts[0]),
                        Integer.parseInt(parts[1]),
                        Long.parseLong(parts[2]));
            }
            case UUID -> to.addUuid(UUID.fromString(value));
            case JSON -> to.addJson(Vectors.unescape(value));
        }
    }

    private static void zoned(String value, CanonicalValues to) {
        String clock = value.substring(0, value.length() - offset(value).length());
        long micros =
                clock.equals("24:00:00")
                        ? 86_400_000_000L
                        : LocalTime.parse(clock).toNanoOfDay() / 1000;
        to.addTimeZoned(micros, -ZoneOffset.of(offset(value)).getTotalSeconds());
    }

    private static String offset(String value) {
        return value.substring(Math.max(value.indexOf('+'), value.indexOf('-')));
    }
}
