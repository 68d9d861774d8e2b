package io.drover.spec.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts Spark SQL into tokens as Spark 3.5 does with its default settings: a text in double quotes
 * is a string, and only back quotes make a name. Comments and white space are left out.
 *
 * <p>Order: of the text. Source: Spark's SqlBaseLexer.g4.
 */
public final class SparkSqlTokens {
    private static final Pattern NUMBER =
            Pattern.compile("(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?([bB][dD]|[lLsSyYdDfF])?");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SparkSqlTokens(String sql) {
        this.sql = sql;
    }

    /** What a token is. */
    public enum Kind {
        /** A key word, or a name without quotes. */
        WORD,
        /** A name in back quotes. */
        QUOTED_NAME,
        STRING,
        NUMBER,
        /** One character: an operator, a bracket, a comma. */
        SYMBOL
    }

    /**
     * A piece of the text.
     *
     * @param text as written; of a name in back quotes and of a string without the quotes, their
     *     escapes left as they are but for a doubled back quote
     * @param start where it begins in the SQL, its quotes included
     * @param end behind it
     */
    public record Token(Kind kind, String text, int start, int end) {
        public boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        /** Whether it is this word, in lower case, written without quotes in whatever case. */
        public boolean isWord(String word) {
            return kind == Kind.WORD && text.toLowerCase(Locale.ROOT).equals(word);
        }

        public boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
        }
    }

    /**
     * The tokens of {@code sql}.
     *
     * @throws IllegalArgumentException with a message for people when a quote or a comment is not
     *     closed
     */
    public static List<Token> of(String sql) {
        SparkSqlTokens cutter = new SparkSqlTokens(sql);
        while (cutter.at < sql.length()) {
            cutter.next();
        }
        return List.copyOf(cutter.tokens);
    }

    private void next() {
        char first = sql.charAt(at);
        if (Character.isWhitespace(first)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            at = end < 0 ? sql.length() : end + 1;
        } else if (sql.startsWith("/*", at)) {
            at = endOfComment();
        } else if (first == '\'' || first == '"') {
            string(at, at + 1, endOfString(at));
        } else if (first == '`') {
            quotedName();
        } else if ((first == 'r' || first == 'R') && at + 1 < sql.length() && isQuote(at + 1)) {
            rawString();
        } else if (startsNumber()) {
            number();
        } else if (isOfWord(first)) {
            add(Kind.WORD, at, endOfWord(at));
        } else {
            add(Kind.SYMBOL, at, at + 1);
        }
    }

    private boolean isQuote(int index) {
        return sql.charAt(index) == '\'' || sql.charAt(index) == '"';
    }

    private boolean startsNumber() {
        char first = sql.charAt(at);
        if (first >= '0' && first <= '9') {
            return true;
        }
        boolean behindName = !tokens.isEmpty() && tokens.get(tokens.size() - 1).isName();
        return first == '.'
                && !behindName
                && at + 1 < sql.length()
                && sql.charAt(at + 1) >= '0'
                && sql.charAt(at + 1) <= '9';
    }

    /** A name may begin with a digit, as in {@code 2nd_line}. */
    private void number() {
        Matcher number = NUMBER.matcher(sql).region(at, sql.length());
        int end = number.lookingAt() ? number.end() : at + 1;
        boolean name = end < sql.length() && isOfWord(sql.charAt(end));
        add(name ? Kind.WORD : Kind.NUMBER, at, name ? endOfWord(at) : end);
    }

    private int endOfWord(int from) {
        int end = from;
        while (end < sql.length() && isOfWord(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfWord(char character) {
        return Character.isLetterOrDigit(character) || character == '_';
    }

    private int endOfString(int from) {
        char quote = sql.charAt(from);
        int end = from + 1;
        while (end < sql.length() && sql.charAt(end) != quote) {
            end += sql.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= sql.length()) {
            throw new IllegalArgumentException(
                    "has a quote " + quote + " that is not closed, at character " + (from + 1));
        }
        return end;
    }

    private void rawString() {
        int end = sql.indexOf(sql.charAt(at + 1), at + 2);
        if (end < 0) {
            throw new IllegalArgumentException(
                    "has a raw text that is not closed, at character " + (at + 1));
        }
        string(at, at + 2, end);
    }

    private void string(int start, int from, int closing) {
        tokens.add(new Token(Kind.STRING, sql.substring(from, closing), start, closing + 1));
        at = closing + 1;
    }

    private void quotedName() {
        int end = at + 1;
        while (end < sql.length() && (sql.charAt(end) != '`' || sql.startsWith("``", end))) {
            end += sql.charAt(end) == '`' ? 2 : 1;
        }
        if (end >= sql.length()) {
            throw new IllegalArgumentException(
                    "has a back quote that is not closed, at character " + (at + 1));
        }
        String name = sql.substring(at + 1, end).replace("``", "`");
        tokens.add(new Token(Kind.QUOTED_NAME, name, at, end + 1));
        at = end + 1;
    }

    /** Comments nest. */
    private int endOfComment() {
        int depth = 0;
        int end = at;
        do {
            if (sql.startsWith("/*", end)) {
                depth++;
                end += 2;
            } else if (sql.startsWith("*/", end)) {
                depth--;
                end += 2;
            } else {
                end++;
            }
        } while (depth > 0 && end < sql.length());
        if (depth > 0) {
            throw new IllegalArgumentException(
                    "has a comment that is not closed, at character " + (at + 1));
        }
        return end;
    }

    private void add(Kind kind, int start, int end) {
        tokens.add(new Token(kind, sql.substring(start, end), start, end));
        at = end;
    }
}
