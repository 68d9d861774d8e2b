package io.drover.dialect.mysql;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.Nullable;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Defaults of columns in PostgreSQL's SQL, where they mean the same there.
 *
 * <p>Source: MySQL 8.4 manual, 13.6 "Data Type Default Values"; MariaDB documentation,
 * "information_schema COLUMNS": since 10.2.7 a literal text is quoted there, in MySQL it is not.
 */
public final class DefaultExpressions {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final Pattern QUOTED =
            Pattern.compile("'((?:[^'\\\\]|''|\\\\.)*)'", Pattern.DOTALL);
    private static final Pattern BITS = Pattern.compile("b'([01]+)'");
    private static final Pattern NOW =
            Pattern.compile("(?:current_timestamp|now|localtime|localtimestamp)(?:\\((\\d*)\\))?");

    private DefaultExpressions() {}

    /** How a server writes defaults. */
    public enum Spelling {
        /** Literals are quoted, {@code NULL} is a word: MariaDB. */
        SQL,
        /** Literals are as they are, an expression is marked elsewhere: MySQL. */
        BARE
    }

    /**
     * The default of a column, or empty where it cannot be said: {@code NULL} is no default, and
     * gives the text {@code NULL}.
     *
     * @param text {@code COLUMN_DEFAULT}; null without one
     * @param isExpression whether MySQL marks it as one
     * @param logical the column's logical type
     */
    public static Optional<String> translate(
            @Nullable String text, Spelling spelling, Kind isExpression, String logical) {
        if (text == null || (spelling == Spelling.SQL && text.equalsIgnoreCase("NULL"))) {
            return Optional.of("NULL");
        }
        String plain = text.strip();
        Matcher now = NOW.matcher(plain.toLowerCase(Locale.ROOT));
        if (now.matches() && logical.startsWith("timestamp")) {
            String digits = now.group(1) == null || now.group(1).isEmpty() ? "0" : now.group(1);
            return Optional.of(
                    (logical.endsWith("with time zone") ? "CURRENT_TIMESTAMP" : "LOCALTIMESTAMP")
                            + "("
                            + digits
                            + ")");
        }
        if (logical.equals("date") && (now.matches() || plain.equalsIgnoreCase("curdate()"))) {
            return Optional.of("CURRENT_DATE");
        }
        if (plain.equalsIgnoreCase("uuid()")) {
            return Optional.of(
                    logical.equals("uuid") ? "gen_random_uuid()" : "gen_random_uuid()::text");
        }
        if (isExpression == Kind.EXPRESSION) {
            return Optional.empty();
        }
        Matcher bits = BITS.matcher(plain);
        if (bits.matches()) {
            return bits(bits.group(1), logical);
        }
        return literal(plain, text, spelling, logical);
    }

    /** What MySQL says of a default. */
    public enum Kind {
        LITERAL,
        EXPRESSION
    }

    private static Optional<String> bits(String bits, String logical) {
        if (logical.equals("boolean")) {
            return Optional.of(bits.endsWith("1") ? "true" : "false");
        }
        Matcher length = Pattern.compile("bit\\((\\d+)\\)").matcher(logical);
        if (!length.matches()) {
            return Optional.empty();
        }
        int wanted = Integer.parseInt(length.group(1));
        String padded = "0".repeat(Math.max(0, wanted - bits.length())) + bits;
        return Optional.of("B'" + padded + "'::" + logical);
    }

    private static Optional<String> literal(
            String plain, String raw, Spelling spelling, String logical) {
        String value = raw;
        Matcher quoted = QUOTED.matcher(plain);
        if (spelling == Spelling.SQL) {
            if (quoted.matches()) {
                value = quoted.group(1).replace("''", "'");
                if (value.indexOf('\\') >= 0) {
                    return Optional.empty();
                }
            } else if (NUMBER.matcher(plain).matches()) {
                value = plain;
            } else {
                return Optional.empty();
            }
        }
        if (logical.equals("boolean")) {
            return switch (value) {
                case "0" -> Optional.of("false");
                case "1" -> Optional.of("true");
                default -> Optional.empty();
            };
        }
        boolean number =
                logical.startsWith("numeric")
                        || logical.endsWith("int")
                        || logical.equals("integer")
                        || logical.equals("real")
                        || logical.equals("double precision");
        if (number) {
            return NUMBER.matcher(value).matches() ? Optional.of(value) : Optional.empty();
        }
        boolean dated = logical.startsWith("date") || logical.startsWith("timestamp");
        if (logical.equals("bytea") || (dated && value.matches("\\d{4}-00.*|\\d{4}-\\d\\d-00.*"))) {
            return Optional.empty();
        }
        return Optional.of(PostgresNames.literal(value) + "::" + logical);
    }
}
