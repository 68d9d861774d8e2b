package io.drover.extract.connector;

import io.drover.model.WireRows;
import java.util.Arrays;

/**
 * The fields of one line of a text COPY at a time, their escapes taken off. Not copied where there
 * was none: {@link #array()} is then the line itself.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Text Format".
 */
final class TextFields {
    private byte[] line = new byte[0];
    private int next;
    private int end;

    private byte[] array = line;
    private int from;
    private int length;

    /** Begins a row, which ends in a line feed. */
    void begin(WireRows row) {
        line = row.array();
        next = row.offset();
        end = row.offset() + row.length() - 1;
    }

    /** Passes over fields; where the last of them ends. */
    int skip(int fields) {
        int passed = next;
        for (int field = 0; field < fields; field++) {
            passed = fieldEnd();
            next = passed + 1;
        }
        return passed;
    }

    /** Moves to the next field; false where it is NULL. */
    boolean advance() {
        int begin = next;
        int to = fieldEnd();
        next = to + 1;
        boolean isNull = to - begin == 2 && line[begin] == '\\' && line[begin + 1] == 'N';
        if (!isNull) {
            unescape(begin, to);
        }
        return !isNull;
    }

    /** Whether the row has no field more. */
    boolean ended() {
        return next == end + 1;
    }

    byte[] array() {
        return array;
    }

    int from() {
        return from;
    }

    int length() {
        return length;
    }

    private int fieldEnd() {
        if (next > end) {
            throw new IllegalStateException("A line has fewer fields than were selected");
        }
        int to = next;
        while (to < end && line[to] != '\t') {
            to++;
        }
        return to;
    }

    private void unescape(int begin, int to) {
        int escape = begin;
        while (escape < to && line[escape] != '\\') {
            escape++;
        }
        array = line;
        from = begin;
        length = to - begin;
        if (escape == to) {
            return;
        }
        // A buffer of its own for each: the strings of a row stand side by side.
        byte[] unescaped = Arrays.copyOfRange(line, begin, to);
        int written = escape - begin;
        for (int read = escape; read < to; read++) {
            byte character = line[read];
            if (character == '\\') {
                read++;
                character = plain(line[read]);
            }
            unescaped[written++] = character;
        }
        array = unescaped;
        from = 0;
        length = written;
    }

    /** The server writes no octal or hexadecimal escapes, though it reads them. */
    private static byte plain(byte escaped) {
        return (byte)
                switch (escaped) {
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'v' -> 0x0b;
                    default -> escaped;
                };
    }
}
