package io.drover.testing.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

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

    public static String hexEncode(byte[] bytes) {
        return bytes == null ? null : HexFormat.of().withUpperCase().formatHex(bytes);
    }

    public static String base64Encode(byte[] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    public static String md5(String text) {
        return digest("MD5", text);
    }

    public static String sha2(String text, int bits) {
        return digest("SHA-" + bits, text);
    }

    private static String digest(String algorithm, String text) {
        if (text == null) {
            return null;
        }
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance(algorithm)
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException(algorithm, failure);
        }
    }
}
