package io.drover.engine.files;

/**
 * Knows most JSON documents at sight: short ones, not deep, without escapes. Of what it does not
 * know as a document nothing is said; a parser looks at that.
 *
 * <p>Source: RFC 8259. Well-formed UTF-8 is the caller's word.
 */
final class PlainJson {
    /** Below what any parser limits. */
    private static final int LONGEST = 20_000;

    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 40;
    private static final int END = -1;

    private final byte[] bytes;
    private final int from;
    private final int to;
    private int at;

    PlainJson(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.at = from;
    }

    /** Whether it certainly is one. */
    boolean isDocument() {
        return to - from <= LONGEST && value(0) && next() == END;
    }

    /** The next byte that is no blank, without a sign. */
    private int next() {
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at < to ? bytes[at] & 0xff : END;
    }

    private static boolean isBlank(byte next) {
        return next == ' ' || next == '\n' || next == '\t' || next == '\r';
    }

    private boolean taken(int wanted) {
        boolean there = next() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private boolean value(int depth) {
        return switch (next()) {
            case '{' -> depth < DEEPEST && object(depth);
            case '[' -> depth < DEEPEST && array(depth);
            case '"' -> text();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (taken('}')) {
            return true;
        }
        do {
            if (next() != '"' || !text() || !taken(':') || !value(depth + 1)) {
                return false;
            }
        } while (taken(','));
        return taken('}');
    }

    private boolean array(int depth) {
        at++;
        if (taken(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (taken(','));
        return taken(']');
    }

    private boolean text() {
        for (at++; at < to; at++) {
            byte next = bytes[at];
            if (next == '"') {
                at++;
                return true;
            }
            if (next == '\\' || (next >= 0 && next < ' ')) {
                return false;
            }
        }
        return false;
    }

    private boolean word(String word) {
        if (to - at < word.length()) {
            return false;
        }
        for (int letter = 0; letter < word.length(); letter++) {
            if (bytes[at++] != word.charAt(letter)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Without an exponent. What follows it must part it from the next value, as all callers see.
     */
    private boolean number() {
        int start = at;
        if (at < to && bytes[at] == '-') {
            at++;
        }
        int whole = at;
        int digits = digits();
        if (digits == 0 || (digits > 1 && bytes[whole] == '0')) {
            return false;
        }
        if (at < to && bytes[at] == '.') {
            at++;
            if (digits() == 0) {
                return false;
            }
        }
        return at - start <= LONGEST_NUMBER;
    }

    private int digits() {
        int start = at;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at - start;
    }
}
