package io.drover.engine.snowflake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as the text that the stage holds of it, from which {@link StagedSql} makes the same value
 * again: all that the connector carries are texts, since its own forms of binary, of NaN and of old
 * days change them.
 *
 * <p>Nullability: never called for NULL. Fails: {@link ValueRefused} for what its column cannot
 * hold.
 */
@FunctionalInterface
interface TextOf extends Serializable {
    String of(Object value);

    /** The first day of the calendar that Snowflake's dates follow. */
    String FIRST_DAY = "1582-10-15";

    /** What a plain VARCHAR holds. */
    Pattern LENGTH = Pattern.compile("VARCHAR\\((\\d+)\\)");

    /**
     * For values of a Spark type on their way into a column.
     *
     * @param type Snowflake's, as {@link SnowflakeTypes} names it
     */
    static TextOf of(String sparkType, String type) {
        String spark = sparkType.toLowerCase(Locale.ROOT);
        return switch (spark) {
            case "float", "double" -> value -> number(((Number) value).doubleValue());
            case "binary" -> value -> hex((byte[]) value);
            case "date" -> value -> day(printed("date", value), 0);
            case "timestamp_ntz" -> value -> day(printed("timestamp without time zone", value), 0);
            case "timestamp" -> value -> day(printed("timestamp with time zone", value) + ":00", 6);
            case "string" -> ofText(type);
            default ->
                    spark.startsWith("decimal")
                            ? value -> ((BigDecimal) value).toPlainString()
                            : String::valueOf;
        };
    }

    private static TextOf ofText(String type) {
        if (type.equals("VARIANT")) {
            return value -> document((String) value);
        }
        if (type.startsWith("TIME(")) {
            return value -> timeOfDay((String) value);
        }
        Matcher limited = LENGTH.matcher(type);
        int characters = limited.matches() ? Integer.parseInt(limited.group(1)) : 0;
        return value -> fitting((String) value, characters);
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return Double.toString(value);
    }

    private static String hex(byte[] bytes) {
        if (bytes.length > SnowflakeTypes.MOST_BINARY) {
            throw new ValueRefused("22001", "more than 8 MB, which is what a BINARY holds");
        }
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private static String printed(String logicalType, Object value) {
        WireBuffer text = new WireBuffer(40);
        ValueEncoder.of(logicalType, WireForm.TEXT).encode(value, text);
        return new String(text.array(), 0, text.size(), StandardCharsets.US_ASCII);
    }

    /**
     * @param behind characters of the offset
     */
    private static String day(String text, int behind) {
        boolean fourDigits = text.length() >= 10 + behind && text.charAt(4) == '-';
        boolean before = text.endsWith(" BC") || text.endsWith(" BC:00");
        if (!fourDigits || before || text.compareTo(FIRST_DAY) < 0) {
            throw new ValueRefused(
                    "22008",
                    "outside 1582-10-15 to 9999-12-31, where Snowflake keeps days exactly");
        }
        return text;
    }

    private static String timeOfDay(String text) {
        if (text.startsWith("24:")) {
            throw new ValueRefused("22008", "24:00:00, which no TIME of Snowflake's holds");
        }
        return text;
    }

    private static String fitting(String text, int characters) {
        if (characters > 0
                && text.length() > characters
                && text.codePointCount(0, text.length()) > characters) {
            throw new ValueRefused(
                    "22001", "longer than the %d characters of its column".formatted(characters));
        }
        boolean large = text.length() > SnowflakeTypes.MOST_TEXT / 4;
        if (large && text.getBytes(StandardCharsets.UTF_8).length > SnowflakeTypes.MOST_TEXT) {
            throw new ValueRefused("22001", "more than 16 MB, which is what a VARCHAR holds");
        }
        return text;
    }

    /** What PARSE_JSON makes the same document of. */
    private static String document(String text) {
        fitting(text, 0);
        JsonFactory factory =
                JsonFactory.builder()
                        .enable(
                                com.fasterxml.jackson.core.StreamReadFeature
                                        .STRICT_DUPLICATE_DETECTION)
                        .build();
        try (JsonParser parser = factory.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric()) {
                    exact(parser.getText());
                }
            }
            return text;
        } catch (JsonProcessingException failure) {
            throw new ValueRefused(
                    "22032", "no document that a VARIANT keeps: a key twice, or no JSON");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void exact(String number) {
        long digits = number.chars().filter(Character::isDigit).count();
        if (number.indexOf('e') >= 0
                || number.indexOf('E') >= 0
                || digits > SnowflakeTypes.MOST_DIGITS) {
            throw new ValueRefused(
                    "22003", "a number in its document that a VARIANT would keep as a double");
        }
    }
}
