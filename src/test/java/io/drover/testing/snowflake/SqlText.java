package io.drover.testing.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement without comments whose literals and quoted names are replaced by numbers, so that a
 * rule never touches what is inside of them: {@code 'it''s'} stands as {@code '0'}, {@code "a b"}
 * as {@code "1"}. Literals are read as Snowflake reads them, with backslash escapes.
 */
final class SqlText {
    /** One part of a name, and a name of up to three parts. */
    static final String PART = "(?:\"\\d+\"|[A-Za-z_][\\w$]*)";

    static final String NAME = "(?:" + PART + "(?:\\s*\\.\\s*" + PART + "){0,2})";

    private static final Pattern MASK = Pattern.compile("(['\"])(\\d+)\\1");

    private final List<String> pieces = new ArrayList<>();
    private String masked;

    private SqlText() {}

    static SqlText of(String sql) {
        SqlText text = new SqlText();
        text.masked = text.mask(sql).strip();
        while (text.masked.endsWith(";")) {
            text.masked = text.masked.substring(0, text.masked.length() - 1).strip();
        }
        return text;
    }

    String masked() {
        return masked;
    }

    /** Goes on with another text over the same literals and names. */
    void becomes(String other) {
        masked = other;
    }

    /** A new literal, as it may stand in the masked text. */
    String literal(String value) {
        pieces.add(value);
        return "'" + (pieces.size() - 1) + "'";
    }

    /** A new quoted name, as it may stand in the masked text. */
    String quoted(String name) {
        pieces.add(name);
        return "\"" + (pieces.size() - 1) + "\"";
    }

    /** A masked literal's value, a masked name's exact form, an unquoted name in upper case. */
    String value(String token) {
        Matcher mask = MASK.matcher(token.strip());
        return mask.matches()
                ? pieces.get(Integer.parseInt(mask.group(2)))
                : token.strip().toUpperCase(Locale.ROOT);
    }

    /** The parts of a name, as {@link #value} gives them. */
    List<String> parts(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("\\.", -1)) {
            parts.add(value(part));
        }
        return parts;
    }

    /** The statement with its literals and names as H2 wants them. */
    String unmasked() {
        return unmask(masked);
    }

    String unmask(String part) {
        return MASK.matcher(part)
                .replaceAll(
                        found -> {
                            String quote = found.group(1);
                            String value = pieces.get(Integer.parseInt(found.group(2)));
                            return Matcher.quoteReplacement(
                                    quote + value.replace(quote, quote + quote) + quote);
                        });
    }

    /** Masks a fragment that joins this statement. */
    String mask(String sql) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            char character = sql.charAt(at);
            if (sql.startsWith("/*", at)) {
                int end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
                text.append(' ');
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("$$", at)) {
                int end = sql.indexOf("$$", at + 2);
                text.append(literal(sql.substring(at + 2, end)));
                at = end + 2;
            } else if (character == '\'' || character == '"') {
                StringBuilder value = new StringBuilder();
                at = quotedEnd(sql, at, value);
                text.append(
                        character == '"' ? quoted(value.toString()) : literal(value.toString()));
            } else {
                text.append(character);
                at++;
            }
        }
        return text.toString();
    }

    private static int quotedEnd(String sql, int start, StringBuilder value) {
        char quote = sql.charAt(start);
        int at = start + 1;
        while (at < sql.length()) {
            char character = sql.charAt(at);
            if (character == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                value.append(quote);
                at += 2;
            } else if (character == quote) {
                return at + 1;
            } else if (character == '\\' && quote == '\'' && at + 1 < sql.length()) {
                at = escapeEnd(sql, at + 1, value);
            } else {
                value.append(character);
                at++;
            }
        }
        throw SnowflakeError.syntax("parse error: a quote is not closed");
    }

    private static int escapeEnd(String sql, int at, StringBuilder value) {
        char escape = sql.charAt(at);
        if (escape == 'u' || escape == 'x') {
            int digits = escape == 'u' ? 4 : 2;
            value.append((char) Integer.parseInt(sql.substring(at + 1, at + 1 + digits), 16));
            return at + 1 + digits;
        }
        value.append(
                switch (escape) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case '0' -> '\0';
                    default -> escape;
                });
        return at + 1;
    }

    /** The text between a parenthesis at {@code open} and its partner. */
    static String inside(String masked, int open) {
        return masked.substring(open + 1, closing(masked, open));
    }

    /** Where the parenthesis at {@code open} closes. */
    static int closing(String masked, int open) {
        int depth = 0;
        for (int at = open; at < masked.length(); at++) {
            depth += masked.charAt(at) == '(' ? 1 : masked.charAt(at) == ')' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw SnowflakeError.syntax("parse error: a parenthesis is not closed");
    }

    /** The items of a list at its outermost commas. */
    static List<String> items(String masked) {
        List<String> items = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int at = 0; at < masked.length(); at++) {
            char character = masked.charAt(at);
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            if (character == ',' && depth == 0) {
                items.add(masked.substring(start, at).strip());
                start = at + 1;
            }
        }
        items.add(masked.substring(start).strip());
        return items;
    }
}
