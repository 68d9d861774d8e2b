package io.drover.canonical;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;

/**
 * Appends JSON documents in their canonical form, in one pass: members are written as they come,
 * and only an object whose keys are not in order is put in order at its end.
 *
 * <p>Not thread-safe: one per task. Nothing is allocated for documents no larger than those before,
 * and no stack is used for their depth.
 */
public final class JsonForm {
    /** More than PostgreSQL's own parser takes with its usual stack. */
    static final int MOST_LEVELS = 10_000;

    private static final int VERSION = 1;

    private final JsonMembers members = new JsonMembers();
    private final JsonText text = new JsonText();

    /**
     * The payload of a document in UTF-8.
     *
     * @throws MigrationException when it is nested deeper than can be compared, or is no JSON
     */
    public void append(byte[] json, int at, int length, RowForm into) {
        into.appendByte(VERSION);
        members.reset();
        text.open(json, at, length, into);
        while (true) {
            if (!value(into)) {
                while (!next(into)) {
                    if (members.depth() == 0) {
                        text.end();
                        return;
                    }
                }
            }
        }
    }

    /** Copies a value, or the beginning of one that has more in it: then gives true. */
    private boolean value(RowForm into) {
        int first = text.peek();
        if (first != '{' && first != '[') {
            text.scalar();
            return false;
        }
        if (members.depth() == MOST_LEVELS) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot compare a JSON document: it is nested deeper than %d levels. Leave its column out of the comparison."
                            .formatted(MOST_LEVELS));
        }
        text.copy(first);
        boolean object = first == '{';
        if (object) {
            members.openObject();
        } else {
            members.openArray();
        }
        if (text.peek() == (object ? '}' : ']')) {
            // Its end is found by next().
            return false;
        }
        if (object) {
            key(into);
        }
        return true;
    }

    /** After a value: gives whether another one follows; else one more container is closed. */
    private boolean next(RowForm into) {
        if (members.depth() == 0) {
            return false;
        }
        boolean object = members.inObject();
        int separator = text.peek();
        if (separator == (object ? '}' : ']')) {
            if (object) {
                members.closeObject(into);
            } else {
                members.closeArray();
            }
            text.copy(separator);
            return false;
        }
        if (separator != ',') {
            throw text.wrong();
        }
        text.copy(',');
        into.appendByte(' ');
        if (object) {
            key(into);
        }
        return true;
    }

    private void key(RowForm into) {
        if (text.peek() != '"') {
            throw text.wrong();
        }
        int from = into.length();
        boolean escaped = text.string();
        members.add(from, into.length(), escaped);
        if (text.peek() != ':') {
            throw text.wrong();
        }
        text.copy(':');
        into.appendByte(' ');
    }

    /**
     * The payload of a document that PostgreSQL prints as jsonb: keys, escapes and blanks are in
     * their canonical form by then, and only zeros behind fractions are not.
     */
    public static void appendOfJsonb(byte[] json, int at, int length, RowForm into) {
        into.appendByte(VERSION);
        int end = at + length;
        int copied = at;
        int from = at;
        while (from < end) {
            byte each = json[from];
            if (each == '"') {
                from = behindString(json, from, end);
            } else if (each == '-' || (each >= '0' && each <= '9')) {
                int number = from;
                boolean fraction = false;
                for (from++; from < end && isOfNumber(json[from]); from++) {
                    fraction |= json[from] < '0' || json[from] > '9';
                }
                if (fraction) {
                    into.append(json, copied, number - copied);
                    DecimalForm.appendNumber(json, number, from, into);
                    copied = from;
                }
            } else {
                from++;
            }
        }
        into.append(json, copied, end - copied);
    }

    private static int behindString(byte[] json, int quote, int end) {
        int from = quote + 1;
        while (from < end && json[from] != '"') {
            from += json[from] == '\\' ? 2 : 1;
        }
        return from + 1;
    }

    static boolean isOfNumber(byte each) {
        return (each >= '0' && each <= '9')
                || each == '.'
                || each == '-'
                || each == '+'
                || (each | 0x20) == 'e';
    }
}
