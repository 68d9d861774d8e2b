package io.drover.reconcile.expect;

import io.drover.model.Nullable;
import io.drover.spec.rules.ValueStep;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What rules do with texts, in plain Java, after the words of {@code rules.md}. NULL stays NULL. A
 * secret travels inside the function and is part of no plan.
 */
final class TextFunctions {
    private static final String HMAC = "HmacSHA256";
    private static final String URL_NAMESPACE = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private TextFunctions() {}

    /** A function of a text that is there. */
    interface OfText extends java.io.Serializable {
        @Nullable
        Object apply(String text);
    }

    static Column call(Column text, DataType type, OfText function) {
        UDF1<String, Object> nullsafe = value -> value == null ? null : function.apply(value);
        return functions.udf(nullsafe, type).apply(text);
    }

    static Column text(Column text, OfText function) {
        return call(text, DataTypes.StringType, function);
    }

    static String trimmed(String text, ValueStep.Trim.Ends ends) {
        int from = 0;
        int to = text.length();
        while (ends != ValueStep.Trim.Ends.TRAILING && from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (ends != ValueStep.Trim.Ends.LEADING && to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** White space of ASCII, the no-break and the ideographic blank. */
    private static boolean isBlank(char each) {
        return each == ' '
                || (each >= '\t' && each <= '\r')
                || each == '\u00a0'
                || each == '\u3000';
    }

    static String composed(String text, ValueStep.UnicodeForm.Form form) {
        return Normalizer.normalize(
                text,
                switch (form) {
                    case NFC -> Normalizer.Form.NFC;
                    case NFD -> Normalizer.Form.NFD;
                    case NFKC -> Normalizer.Form.NFKC;
                    case NFKD -> Normalizer.Form.NFKD;
                });
    }

    static String cased(String text, ValueStep.LetterCase.To to) {
        return switch (to) {
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case TITLE -> title(text.toLowerCase(Locale.ROOT));
        };
    }

    /** A word begins behind a blank. */
    private static String title(String text) {
        StringBuilder title = new StringBuilder(text);
        for (int at = 0; at < title.length(); at++) {
            if (at == 0 || title.charAt(at - 1) == ' ') {
                title.setCharAt(at, Character.toTitleCase(title.charAt(at)));
            }
        }
        return title.toString();
    }

    static @Nullable String part(String text, String separator, int part) {
        int from = 0;
        for (int passed = 1; passed < part; passed++) {
            int found = text.indexOf(separator, from);
            if (found < 0) {
                return null;
            }
            from = found + separator.length();
        }
        int end = text.indexOf(separator, from);
        return end < 0 ? text.substring(from) : text.substring(from, end);
    }

    static String lastOnly(String text, int keep) {
        int[] characters = text.codePoints().toArray();
        int stars = Math.max(0, characters.length - keep);
        return "*".repeat(stars) + new String(characters, stars, characters.length - stars);
    }

    static String keyed(String text, String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256", failure);
        }
    }

    /** Version 5 of RFC 9562; a namespace that is no UUID is named in that of URLs. */
    static String nameUuid(String namespace, String name) {
        return UUID.matcher(namespace).matches()
                ? version5(namespace, name)
                : version5(version5(URL_NAMESPACE, namespace), name);
    }

    private static String version5(String namespace, String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(HexFormat.of().parseHex(namespace.replace("-", "")));
            byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
            hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
            hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
            String hex = HexFormat.of().formatHex(hash, 0, 16);
            return String.join(
                    "-",
                    hex.substring(0, 8),
                    hex.substring(8, 12),
                    hex.substring(12, 16),
                    hex.substring(16, 20),
                    hex.substring(20));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("Every Java has SHA-1", failure);
        }
    }

    static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }
}
