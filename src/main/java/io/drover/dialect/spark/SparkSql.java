package io.drover.dialect.spark;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names, literals and small expressions of Spark SQL.
 *
 * <p>Source: Spark SQL reference 3.5, "Identifiers", "Literals", "Functions".
 */
public final class SparkSql {
    /** The namespace of URLs, RFC 9562 section 6.6. */
    private static final String URL_NAMESPACE = "6ba7b8119dad11d180b400c04fd430c8";

    private SparkSql() {}

    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    public static String literal(String text) {
        StringBuilder sql = new StringBuilder("'");
        for (int index = 0; index < text.length(); index++) {
            char each = text.charAt(index);
            switch (each) {
                case '\'' -> sql.append("\\'");
                case '\\' -> sql.append("\\\\");
                case '\n' -> sql.append("\\n");
                case '\r' -> sql.append("\\r");
                case '\t' -> sql.append("\\t");
                case '\0' -> throw new IllegalArgumentException("No text value holds a NUL");
                default -> sql.append(each);
            }
        }
        return sql.append('\'').toString();
    }

    public static String literals(Collection<String> texts) {
        return texts.stream().map(SparkSql::literal).collect(Collectors.joining(", "));
    }

    public static String text(String value) {
        return "CAST(" + value + " AS STRING)";
    }

    /** A value as a message shows it: quoted, its first 60 characters. */
    public static String shown(String value) {
        String text = text(value);
        return "concat('\"', left(%s, 60), CASE WHEN char_length(%s) > 60 THEN '…' ELSE '' END, '\"')"
                .formatted(text, text);
    }

    /**
     * One text for several values, NULL where one is NULL; different tuples give different texts,
     * since each value has its length before it. A single value stands for itself.
     */
    public static String framed(List<String> values) {
        if (values.size() == 1) {
            return text(values.get(0));
        }
        return values.stream()
                .map(
                        value ->
                                "CAST(char_length(%s) AS STRING), ':', %s"
                                        .formatted(text(value), text(value)))
                .collect(Collectors.joining(", ", "concat(", ")"));
    }

    /** What {@code drover_mask} knows the secret of a column by. */
    public static String maskName(String sourceTable, String targetColumn) {
        return sourceTable + "." + targetColumn;
    }

    /**
     * A version 5 UUID, NULL for a NULL name: SHA-1 of the namespace's 16 bytes and the name's
     * UTF-8, with the bits of version and variant set (RFC 9562 section 5.5).
     *
     * @param namespace a UUID, or any text, which is then named in the namespace of URLs
     */
    public static String nameUuid(String namespace, String name) {
        String bytes =
                namespace.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
                        ? "unhex('" + namespace.replace("-", "") + "')"
                        : "unhex(replace("
                                + uuidOf(
                                        "concat(unhex('%s'), CAST(%s AS BINARY))"
                                                .formatted(URL_NAMESPACE, literal(namespace)))
                                + ", '-', ''))";
        return uuidOf("concat(%s, CAST(%s AS BINARY))".formatted(bytes, name));
    }

    private static String uuidOf(String hashed) {
        // Cut as bytes: a text is counted from its first character for every piece.
        String hex = "CAST(sha1(" + hashed + ") AS BINARY)";
        return ("CAST(concat(substr(%1$s, 1, 8), X'2D', substr(%1$s, 9, 4), X'2D35', substr(%1$s, 14, 3), X'2D',"
                        + " CAST(translate(CAST(substr(%1$s, 17, 1) AS STRING), '0123456789abcdef', '89ab89ab89ab89ab')"
                        + " AS BINARY), substr(%1$s, 18, 3), X'2D', substr(%1$s, 21, 12)) AS STRING)")
                .formatted(hex);
    }
}
