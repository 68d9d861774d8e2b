package io.drover.dialect.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of SQL that the server printed: identifiers without their quotes, and all else as it
 * is. What the server's printer never writes (comments, dollar quotes) is not known here.
 */
final class SqlTokens {
    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    /** What a word is. */
    enum Kind {
        /** Without quotes: lower case is a name, upper case the printer's own keyword. */
        WORD,
        QUOTED,
        LITERAL,
        SYMBOL
    }

    /** One word; {@code text} of a quoted one is without its quotes. */
    record Token(Kind kind, String text, int start, int end) {
        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isWord(String word) {
            return kind == Kind.WORD && text.equals(word);
        }

        /** A name, and none of the printer's keywords. */
        boolean isName() {
            return kind == Kind.QUOTED || (kind == Kind.WORD && !isKeyword());
        }

        private boolean isKeyword() {
            return !text.equals(text.toLowerCase(java.util.Locale.ROOT))
                    || text.equals("true")
                    || text.equals("false");
        }
    }

    static List<Token> of(String sql) {
        return new SqlTokens(sql).all();
    }

    private List<Token> all() {
        while (at < sql.length()) {
            char character = sql.charAt(at);
            if (Character.isWhitespace(character)) {
                at++;
            } else if (character == '"') {
                quoted();
            } else if (character == '\'') {
                literal(at, false);
            } else if (isStart(character) && isStringPrefix()) {
                int start = at;
                at++;
                literal(start, character == 'E');
            } else if (isStart(character)) {
                word();
            } else if (Character.isDigit(character)) {
                number();
            } else {
                int length = sql.startsWith("::", at) || sql.startsWith("=>", at) ? 2 : 1;
                add(Kind.SYMBOL, sql.substring(at, at + length), at, at + length);
                at += length;
            }
        }
        return tokens;
    }

    private void add(Kind kind, String text, int start, int end) {
        tokens.add(new Token(kind, text, start, end));
    }

    private void quoted() {
        int start = at;
        StringBuilder name = new StringBuilder();
        for (at++; at < sql.length(); at++) {
            if (sql.charAt(at) == '"') {
                if (!sql.startsWith("\"\"", at)) {
                    break;
                }
                at++;
            }
            name.append(sql.charAt(at));
        }
        at = Math.min(at + 1, sql.length());
        add(Kind.QUOTED, name.toString(), start, at);
    }

    /** From the quote at the position on; the prefix before it begins at {@code start}. */
    private void literal(int start, boolean escapes) {
        for (at++; at < sql.length(); at++) {
            if (escapes && sql.charAt(at) == '\\') {
                at++;
            } else if (sql.charAt(at) == '\'') {
                if (!sql.startsWith("''", at)) {
                    break;
                }
                at++;
            }
        }
        at = Math.min(at + 1, sql.length());
        add(Kind.LITERAL, sql.substring(start, at), start, at);
    }

    private void word() {
        int start = at;
        while (at < sql.length() && isPart(sql.charAt(at))) {
            at++;
        }
        add(Kind.WORD, sql.substring(start, at), start, at);
    }

    private void number() {
        int start = at;
        while (at < sql.length() && (isPart(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
        add(Kind.LITERAL, sql.substring(start, at), start, at);
    }

    private boolean isStringPrefix() {
        return "EBXN".indexOf(sql.charAt(at)) >= 0 && sql.startsWith("'", at + 1);
    }

    private static boolean isStart(char character) {
        return character == '_' || Character.isLetter(character) || character >= 0x80;
    }

    private static boolean isPart(char character) {
        return isStart(character) || character == '$' || Character.isDigit(character);
    }
}
