package io.drover.testing.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.h2.value.Value;

/** Functions of Snowflake's that H2 calls by the names that they have there. */
public final class Functions {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .enable(
                            com.fasterxml.jackson.databind.DeserializationFeature
                                    .USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private Functions() {}

    static void createIn(Statement statement) throws SQLException {
        for (String[] alias :
                new String[][] {
                    {"PARSE_JSON", "parseJson"},
                    {"TO_JSON", "parseJson"},
                    {"TO_BINARY", "toBinary"},
                    {"HEX_ENCODE", "hexEncode"},
                    {"BASE64_ENCODE", "base64Encode"},
                    {"BITSHIFTRIGHT", "bitShiftRight"},
                    {"PARSED_NUMBER", "parsedNumber"},
                    {"PRINTED_HEXADECIMAL", "printedHexadecimal"},
                    {"SPELT_FLOAT", "speltFloat"},
                    {"MD5", "md5"},
                    {"SHA2", "sha2"},
                }) {
            statement.execute(
                    "CREATE ALIAS IF NOT EXISTS %s DETERMINISTIC FOR '%s.%s'"
                            .formatted(alias[0], Functions.class.getName(), alias[1]));
        }
    }

    /** One document in the form that Snowflake keeps: no blanks, keys in order. */
    public static String parseJson(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return JSON.writeValueAsString(JSON.readValue(text, Object.class));
        } catch (JsonProcessingException failure) {
            throw new SnowflakeError("100069", "22P02", "Error parsing JSON: " + text);
        }
    }

    public static byte[] toBinary(String text, String format) {
        if (text == null) {
            return null;
        }
        return switch (format.toUpperCase(Locale.ROOT)) {
            case "HEX" -> HexFormat.of().parseHex(text);
            case "BASE64" -> Base64.getDecoder().decode(text);
            default -> text.getBytes(StandardCharsets.UTF_8);
        };
    }

    public static byte[] toBinary(String text) {
        return toBinary(text, "HEX");
    }

    /** Of a text the bytes of UTF-8. */
    public static String hexEncode(Value value) {
        byte[] bytes = bytes(value);
        return bytes == null ? null : HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private static byte[] bytes(Value value) {
        if (value == null || value.getValueType() == Value.NULL) {
            return null;
        }
        int type = value.getValueType();
        boolean binary = type == Value.BINARY || type == Value.VARBINARY || type == Value.BLOB;
        return binary ? value.getBytes() : value.getString().getBytes(StandardCharsets.UTF_8);
    }

    /** {@code inf} and {@code -inf} as Java spells them. */
    public static String speltFloat(String text) {
        return text != null && text.matches("-?inf") ? text.replace("inf", "Infinity") : text;
    }

    /** TO_NUMBER without a format. */
    public static BigDecimal parsedNumber(String text) {
        return text == null ? null : new BigDecimal(text.strip());
    }

    /** TO_NUMBER with a format of X: no more digits than that. */
    public static BigDecimal parsedNumber(String text, String format) {
        if (text == null) {
            return null;
        }
        if (!format.matches("X+") || !text.matches("[0-9A-Fa-f]{1," + format.length() + "}")) {
            throw new SnowflakeError(
                    "100038",
                    "22018",
                    "Can't parse '%s' as number with format '%s'".formatted(text, format));
        }
        return new BigDecimal(new BigInteger(text, 16));
    }

    /** TO_CHAR with a format of X: blanks in front, crosses where the digits do not suffice. */
    public static String printedHexadecimal(BigDecimal number, String format) {
        if (number == null) {
            return null;
        }
        String digits = number.toBigIntegerExact().toString(16).toUpperCase(Locale.ROOT);
        boolean fits = number.signum() >= 0 && digits.length() <= format.length();
        return " "
                + (fits
                        ? " ".repeat(format.length() - digits.length()) + digits
                        : "#".repeat(format.length()));
    }

    public static Long bitShiftRight(Long number, int bits) {
        return number == null ? null : number >> bits;
    }

    public static String base64Encode(byte[] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    public static String md5(String text) {
        return digest("MD5", text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    public static String sha2(Value message, int bits) {
        return digest("SHA-" + bits, bytes(message));
    }

    private static String digest(String algorithm, byte[] message) {
        if (message == null) {
            return null;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(message));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(algorithm, failure);
        }
    }
}
