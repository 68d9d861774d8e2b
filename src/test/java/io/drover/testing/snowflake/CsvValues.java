package io.drover.testing.snowflake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A field's text as a value of the column that it is loaded into. */
final class CsvValues {
    private static final Pattern TIMESTAMP =
            Pattern.compile(
                    "(?:(Z|[+-]\\d{2}:?\\d{2}) )?(\\+?-?\\d{4,6}-\\d\\d-\\d\\d)"
                            + "(?:[ T](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?))?"
                            + "\\s?(Z|[+-]\\d{2}:?\\d{2})?");

    private final String binaryFormat;
    private final ZoneId zone;

    CsvValues(CsvFormat format, ZoneId zone) {
        this.binaryFormat = format.text("BINARY_FORMAT", "HEX").toUpperCase(Locale.ROOT);
        this.zone = zone;
    }

    /** Refuses what the type does not take; what is too long is the engine's to refuse. */
    Object value(String text, ColumnType type) {
        if (text == null) {
            return null;
        }
        try {
            return switch (type.wire()) {
                case "fixed" -> number(text, type);
                case "real" -> real(text);
                case "boolean" -> truth(text);
                case "date" -> timestamp(text).toLocalDate();
                case "time" -> LocalTime.parse(text.strip());
                case "timestamp_ntz" -> timestamp(text).toLocalDateTime();
                case "timestamp_ltz", "timestamp_tz" -> timestamp(text);
                case "binary" -> binary(text);
                case "variant", "object", "array" -> Functions.parseJson(text);
                default -> text;
            };
        } catch (IllegalArgumentException | DateTimeException failure) {
            String kind = type.wire().startsWith("t") ? "Timestamp" : "Value";
            throw new SnowflakeError(
                    type.wire().startsWith("t") ? "100035" : "100038",
                    "22018",
                    kind + " '" + text + "' is not recognized");
        }
    }

    private static BigDecimal number(String text, ColumnType type) {
        BigDecimal number;
        try {
            number = new BigDecimal(text.strip());
        } catch (NumberFormatException failure) {
            throw new SnowflakeError(
                    "100038", "22018", "Numeric value '" + text + "' is not recognized");
        }
        BigDecimal rounded = number.setScale(type.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() - rounded.scale() > type.precision() - type.scale()) {
            throw new SnowflakeError(
                    "100132", "22003", "Number out of representable range: " + text);
        }
        return rounded;
    }

    private static Double real(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.valueOf(text.strip());
        };
    }

    private static Boolean truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "on", "1" -> true;
            case "false", "f", "no", "n", "off", "0" -> false;
            default ->
                    throw new SnowflakeError(
                            "100037", "22018", "Boolean value '" + text + "' is not recognized");
        };
    }

    private OffsetDateTime timestamp(String text) {
        Matcher match = TIMESTAMP.matcher(text.strip());
        if (!match.matches()) {
            throw new DateTimeException(text);
        }
        LocalTime time = match.group(3) == null ? LocalTime.MIN : LocalTime.parse(match.group(3));
        String day = match.group(2);
        LocalDateTime local =
                LocalDate.parse(day.indexOf('-') > 4 && day.charAt(0) != '+' ? "+" + day : day)
                        .atTime(time);
        String offset = match.group(1) == null ? match.group(4) : match.group(1);
        return offset == null
                ? local.atZone(zone).toOffsetDateTime()
                : local.atZone(ZoneId.of(offset)).toOffsetDateTime();
    }

    private byte[] binary(String text) {
        return switch (binaryFormat) {
            case "BASE64" -> Base64.getDecoder().decode(text);
            case "UTF8", "UTF-8" -> text.getBytes(StandardCharsets.UTF_8);
            default -> HexFormat.of().parseHex(text);
        };
    }
}
