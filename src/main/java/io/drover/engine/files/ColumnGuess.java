package io.drover.engine.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * What all values of a column that were seen agree with: a type is told only where each value is
 * one of it and is printed by it as it stands, so that nothing is lost by having it. Leading zeros,
 * plus signs, exponents and {@code -0} make a text.
 *
 * <p>Not thread-safe. Guesses over parts of the values merge into the guess over all.
 */
final class ColumnGuess implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int INTEGER = 1;
    private static final int DECIMAL = 2;
    private static final int BOOLEAN = 4;
    private static final int DATE = 8;
    private static final int MOMENT = 16;
    private static final int UUID = 32;
    private static final int JSON = 64;
    private static final int ALL = 127;

    /** Beyond it a number is better kept as text. */
    private static final int MOST_DIGITS = 500;

    private static final JsonFactory DOCUMENTS = new JsonFactory();

    private int candidates = ALL;
    private long values;
    private int longest;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private boolean beyondLong;
    private int wholeDigits;
    private int scale = -1;
    private boolean scalesDiffer;
    private int style = -1;

    /** A bit for each kind of JSON value that was seen. */
    private int jsonKinds;

    /** One more value, well-formed UTF-8. */
    void add(byte[] bytes, int from, int to) {
        values++;
        measure(bytes, from, to);
        if (candidates != 0) {
            candidates &= kinds(bytes, from, to);
        }
    }

    /** One more value of JSON lines, where a text is never a number and a number never a text. */
    void addJson(byte[] bytes, int from, int to, JsonRecords.Kind kind) {
        jsonKinds |= kind.bit();
        values++;
        measure(bytes, from, to);
        switch (kind) {
            case NUMBER -> {
                int kinds = number(bytes, from, to);
                scalesDiffer |= kinds == 0;
                scale = Math.max(scale, 0);
                candidates &= kinds == 0 ? DECIMAL : kinds;
            }
            case TRUTH -> candidates &= sameStyle(0) ? BOOLEAN : 0;
            case TEXT -> {
                int kinds = candidates == 0 ? 0 : kinds(bytes, from, to);
                candidates &= kinds & (DATE | MOMENT | UUID);
            }
            case NESTED -> candidates = 0;
        }
    }

    /** Nothing has more characters than bytes. */
    private void measure(byte[] bytes, int from, int to) {
        if (to - from > longest) {
            longest = Math.max(longest, Utf8.characters(bytes, from, to));
        }
    }

    /** Values of a part that came behind those of this one. */
    void merge(ColumnGuess other) {
        if (values > 0 && other.values > 0 && style != other.style) {
            candidates &= ~(BOOLEAN | MOMENT);
        }
        style = values > 0 ? style : other.style;
        candidates &= other.candidates;
        jsonKinds |= other.jsonKinds;
        values += other.values;
        longest = Math.max(longest, other.longest);
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
        beyondLong |= other.beyondLong;
        wholeDigits = Math.max(wholeDigits, other.wholeDigits);
        scalesDiffer |=
                other.scalesDiffer || (scale >= 0 && other.scale >= 0 && scale != other.scale);
        scale = Math.max(scale, other.scale);
    }

    int longest() {
        return longest;
    }

    /** What it is where nothing is guessed: only JSON's nested values are no text. */
    String plainType() {
        return (jsonKinds & JsonRecords.Kind.NESTED.bit()) != 0 ? "jsonb" : "text";
    }

    /** The type, as {@code format_type()} prints it; text for a column without a value. */
    String type() {
        if (values == 0) {
            return "text";
        }
        if (Integer.bitCount(jsonKinds) > 1 || (jsonKinds & JsonRecords.Kind.NESTED.bit()) != 0) {
            return "jsonb";
        }
        if ((candidates & INTEGER) != 0) {
            if (beyondLong) {
                return "numeric(%d,0)".formatted(wholeDigits);
            }
            return (int) least == least && (int) greatest == greatest ? "integer" : "bigint";
        }
        if ((candidates & DECIMAL) != 0) {
            // Where scales differ only a numeric without one prints each value as it stands.
            return scalesDiffer
                    ? "numeric"
                    : "numeric(%d,%d)".formatted(Math.max(1, wholeDigits + scale), scale);
        }
        if ((candidates & BOOLEAN) != 0) {
            return "boolean";
        }
        if ((candidates & DATE) != 0) {
            return "date";
        }
        if ((candidates & MOMENT) != 0) {
            return (style & Moments.ZONED) != 0
                    ? "timestamp with time zone"
                    : "timestamp without time zone";
        }
        if ((candidates & UUID) != 0) {
            return "uuid";
        }
        return (candidates & JSON) != 0 ? "json" : "text";
    }

    private int kinds(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return 0;
        }
        int first = bytes[from];
        if (first == '{' || first == '[') {
            return (candidates & JSON) != 0 && isDocument(bytes, from, to) ? JSON : 0;
        }
        int kinds = 0;
        if ((candidates & (INTEGER | DECIMAL)) != 0 && (first == '-' || digit(first))) {
            kinds = number(bytes, from, to);
        }
        if (kinds == 0 && (candidates & (DATE | MOMENT)) != 0 && digit(first)) {
            kinds = time(bytes, from, to);
        }
        if (kinds == 0 && (candidates & UUID) != 0 && length == UuidField.CHARACTERS) {
            kinds = UuidField.isPrinted(bytes, from) ? UUID : 0;
        }
        if (kinds == 0 && (candidates & BOOLEAN) != 0 && (length == 4 || length == 5)) {
            kinds = truth(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
        return kinds;
    }

    private static boolean digit(int character) {
        return character >= '0' && character <= '9';
    }

    private int number(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        int start = negative ? from + 1 : from;
        long magnitude = 0;
        int at = start;
        boolean zero = true;
        while (at < to && digit(bytes[at])) {
            magnitude = magnitude * 10 + bytes[at] - '0';
            zero &= bytes[at] == '0';
            at++;
        }
        int whole = at - start;
        if (whole == 0 || whole > MOST_DIGITS || (whole > 1 && bytes[start] == '0')) {
            return 0;
        }
        int fraction = 0;
        if (at < to && bytes[at] == '.') {
            for (at++; at < to && digit(bytes[at]); at++) {
                zero &= bytes[at] == '0';
                fraction++;
            }
            if (fraction == 0 || fraction > MOST_DIGITS) {
                return 0;
            }
        }
        if (at < to || (negative && zero)) {
            return 0;
        }
        scalesDiffer |= scale >= 0 && scale != fraction;
        scale = Math.max(scale, fraction);
        wholeDigits = Math.max(wholeDigits, whole == 1 && bytes[start] == '0' ? 0 : whole);
        if (fraction > 0) {
            return DECIMAL;
        }
        if (whole > 19 || (whole == 19 && !fitsLong(negative, magnitude))) {
            beyondLong = true;
        } else {
            long value = negative ? -magnitude : magnitude;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return INTEGER | DECIMAL;
    }

    /** Of 19 digits, which fit 64 bits without a sign. */
    private static boolean fitsLong(boolean negative, long magnitude) {
        return magnitude >= 0 || (negative && magnitude == Long.MIN_VALUE);
    }

    private int time(byte[] bytes, int from, int to) {
        if (to - from == 10) {
            return Moments.isDate(bytes, from) ? DATE : 0;
        }
        int found = Moments.style(bytes, from, to);
        return found >= 0 && sameStyle(found) ? MOMENT : 0;
    }

    private int truth(String text) {
        return switch (text) {
            case "true", "false" -> sameStyle(0) ? BOOLEAN : 0;
            case "TRUE", "FALSE" -> sameStyle(1) ? BOOLEAN : 0;
            case "True", "False" -> sameStyle(2) ? BOOLEAN : 0;
            default -> 0;
        };
    }

    private boolean sameStyle(int found) {
        boolean same = style < 0 || style == found;
        style = found;
        return same;
    }

    static boolean isDocument(byte[] bytes, int from, int to) {
        if (new PlainJson(bytes, from, to).isDocument()) {
            return true;
        }
        try (JsonParser parser = DOCUMENTS.createParser(bytes, from, to - from)) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return false;
            }
            parser.skipChildren();
            if (token.isScalarValue()) {
                // Numbers and texts are parsed lazily.
                parser.getText();
            }
            return parser.nextToken() == null;
        } catch (IOException noDocument) {
            return false;
        }
    }
}
