package io.drover.dialect.mysql;

import io.drover.model.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Names and literals as MySQL and MariaDB read them whatever {@code sql_mode} is.
 *
 * <p>Source: MySQL 8.4 manual, 11.2 "Schema Object Names", 11.1.4 "Hexadecimal Literals".
 */
public final class MysqlNames {
    private MysqlNames() {}

    public static String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("No identifier: '" + identifier + "'");
        }
        return '`' + identifier.replace("`", "``") + '`';
    }

    public static String quote(TableName name) {
        return quote(name.schema()) + "." + quote(name.name());
    }

    /** Quoted and separated by a comma and a space. */
    public static String quoteAll(Collection<String> identifiers) {
        return identifiers.stream().map(MysqlNames::quote).collect(Collectors.joining(", "));
    }

    /**
     * A string literal of ASCII without quotes and backslashes stays readable; any other is written
     * in hexadecimal, since NO_BACKSLASH_ESCAPES decides what a backslash means.
     */
    public static String literal(String text) {
        boolean plain =
                text.chars()
                        .allMatch(
                                each -> each >= ' ' && each < 0x7f && each != '\'' && each != '\\');
        return plain
                ? "'" + text + "'"
                : "_utf8mb4 x'"
                        + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8))
                        + "'";
    }
}
