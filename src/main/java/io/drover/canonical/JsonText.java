package io.drover.canonical;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.nio.charset.StandardCharsets;

/** The tokens of a JSON document, copied one after another in their canonical form. */
final class JsonText {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String SHORT_ESCAPES = "\"\\bfnrt";
    private static final String ESCAPED = "\"\\\b\f\n\r\t";
    private static final int END = -1;

    private byte[] json = new byte[0];
    private int start;
    private int at;
    private int end;
    private RowForm into;

    void open(byte[] document, int offset, int length, RowForm form) {
        json = document;
        start = offset;
        at = offset;
        end = offset + length;
        into = form;
    }

    /** The next byte that is no blank; {@code -1} behind the last one. */
    int peek() {
        while (at < end && isBlank(json[at])) {
            at++;
        }
        return at < end ? json[at] : END;
    }

    private static boolean isBlank(byte each) {
        return each == ' ' || each == '\n' || each == '\r' || each == '\t';
    }

    /** Copies the byte that {@link #peek} gave. */
    void copy(int token) {
        into.appendByte(token);
        at++;
    }

    void end() {
        if (peek() != END) {
            throw wrong();
        }
    }

    /** Copies a string, a number or a word. */
    void scalar() {
        int first = peek();
        if (first == '"') {
            string();
        } else if (first == 't') {
            word(TRUE);
        } else if (first == 'f') {
            word(FALSE);
        } else if (first == 'n') {
            word(NULL);
        } else {
            number();
        }
    }

    private void word(byte[] word) {
        for (byte each : word) {
            if (at == end || json[at++] != each) {
                throw wrong();
            }
        }
        into.append(word, 0, word.length);
    }

    private void number() {
        int from = at;
        while (at < end && JsonForm.isOfNumber(json[at])) {
            at++;
        }
        if (!isNumber(from, at)) {
            throw wrong();
        }
        DecimalForm.appendNumber(json, from, at, into);
    }

    private boolean isNumber(int from, int to) {
        int next = from < to && json[from] == '-' ? from + 1 : from;
        int whole = behindDigits(next, to);
        boolean valid = whole > next && (json[next] != '0' || whole == next + 1);
        next = whole;
        if (valid && next < to && json[next] == '.') {
            int fraction = behindDigits(next + 1, to);
            valid = fraction > next + 1;
            next = fraction;
        }
        if (valid && next < to && (json[next] | 0x20) == 'e') {
            next++;
            if (next < to && (json[next] == '-' || json[next] == '+')) {
                next++;
            }
            int exponent = behindDigits(next, to);
            valid = exponent > next;
            next = exponent;
        }
        return valid && next == to;
    }

    private int behindDigits(int from, int to) {
        int next = from;
        while (next < to && json[next] >= '0' && json[next] <= '9') {
            next++;
        }
        return next;
    }

    /** Copies a string with its quotes; gives whether it has escapes in its canonical form. */
    boolean string() {
        int from = into.length();
        copy('"');
        int run = at;
        boolean escaped = false;
        while (true) {
            if (at == end || (json[at] >= 0 && json[at] < ' ')) {
                throw wrong();
            }
            byte each = json[at];
            if (each == '"') {
                into.append(json, run, at - run);
                copy('"');
                break;
            }
            if (each == '\\') {
                into.append(json, run, at - run);
                escape();
                escaped = true;
                run = at;
            } else {
                at++;
            }
        }
        return escaped && hasBackslash(from);
    }

    private boolean hasBackslash(int from) {
        for (int next = from; next < into.length(); next++) {
            if (into.bytes()[next] == '\\') {
                return true;
            }
        }
        return false;
    }

    private void escape() {
        at++;
        int letter = at < end ? json[at] : END;
        int known = SHORT_ESCAPES.indexOf(letter);
        if (letter == 'u') {
            int unit = unit();
            if (unit >= 0xD800
                    && unit < 0xDC00
                    && at + 1 < end
                    && json[at] == '\\'
                    && json[at + 1] == 'u') {
                int before = at;
                at++;
                int low = unit();
                if (low >= 0xDC00 && low < 0xE000) {
                    utf8(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
                    return;
                }
                at = before;
            }
            character(unit);
        } else if (letter == '/') {
            copy('/');
        } else if (known >= 0) {
            into.appendByte('\\');
            copy(letter);
        } else {
            throw wrong();
        }
    }

    /** The four digits behind an u. */
    private int unit() {
        at++;
        int unit = 0;
        for (int digit = 0; digit < 4; digit++, at++) {
            int value = at < end ? Character.digit(json[at], 16) : -1;
            if (value < 0) {
                throw wrong();
            }
            unit = 16 * unit + value;
        }
        return unit;
    }

    private void character(int unit) {
        int known = ESCAPED.indexOf(unit);
        if (known >= 0) {
            into.appendByte('\\');
            into.appendByte(SHORT_ESCAPES.charAt(known));
        } else if (unit < ' ' || (unit >= 0xD800 && unit < 0xE000)) {
            into.appendByte('\\');
            into.appendByte('u');
            for (int shift = 12; shift >= 0; shift -= 4) {
                into.appendByte(HEX[(unit >> shift) & 0xf]);
            }
        } else {
            utf8(unit);
        }
    }

    private void utf8(int point) {
        int at = into.grow(utf8Length(point));
        putUtf8(point, into.bytes(), at);
    }

    private static int utf8Length(int point) {
        return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }

    private static int putUtf8(int point, byte[] to, int at) {
        int length = utf8Length(point);
        if (length == 1) {
            to[at] = (byte) point;
            return at + 1;
        }
        to[at] = (byte) ((0xf00 >> length) | (point >> (6 * (length - 1))));
        for (int next = 1; next < length; next++) {
            to[at + next] = (byte) (0x80 | ((point >> (6 * (length - 1 - next))) & 0x3f));
        }
        return at + length;
    }

    /**
     * The bytes that a canonical string stands for, between its quotes; a lone surrogate is three
     * bytes, as any character of its range. Gives how many there are.
     */
    static int unescape(byte[] canonical, int from, int to, byte[] into) {
        int put = 0;
        int next = from;
        while (next < to) {
            byte each = canonical[next++];
            if (each != '\\') {
                into[put++] = each;
                continue;
            }
            byte letter = canonical[next++];
            if (letter == 'u') {
                int unit = 0;
                for (int end = next + 4; next < end; next++) {
                    unit = 16 * unit + Character.digit(canonical[next], 16);
                }
                put = putUtf8(unit, into, put);
            } else {
                into[put++] = (byte) ESCAPED.charAt(SHORT_ESCAPES.indexOf(letter));
            }
        }
        return put;
    }

    MigrationException wrong() {
        return new MigrationException(
                ErrorKind.CONSISTENCY,
                "Cannot compare a value as JSON: it is none from its byte %d on. Leave its column out of the comparison."
                        .formatted(Math.min(at, end) - start));
    }
}
