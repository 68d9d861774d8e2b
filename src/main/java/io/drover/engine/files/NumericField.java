package io.drover.engine.files;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers of any precision; those written without an exponent are sent without an object. */
final class NumericField implements FieldWriter {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xC000;
    private static final int INFINITE = 0xD000;
    private static final int NEGATIVE_INFINITE = 0xF000;
    private static final int MOST_DIGITS = 400;

    /** What a last group of so many digits lacks. */
    private static final int[] PADDING = {1, 1000, 100, 10, 1};

    private final WireType type;
    private final String name;
    private final int kept;
    private final ValueEncoder exact;
    private final short[] groups = new short[MOST_DIGITS / 4 + 2];

    NumericField(WireType type, String name) {
        this.type = type;
        this.name = name;
        this.kept =
                type.first() == WireType.NONE
                        ? Integer.MAX_VALUE
                        : type.second() == WireType.NONE ? 0 : type.second();
        this.exact = ValueEncoder.of(name, WireForm.BINARY);
    }

    @Override
    public void write(byte[] bytes, int from, int to, WireBuffer out) {
        int start = from < to && bytes[from] == '-' ? from + 1 : from;
        int at = digits(bytes, start, to);
        int point = at;
        if (at > start && at < to && bytes[at] == '.') {
            at = digits(bytes, at + 1, to);
        }
        int first = start;
        while (first < point && bytes[first] == '0') {
            first++;
        }
        int scale = Math.max(0, at - point - 1);
        boolean plain = at == to && point > start && to - start <= MOST_DIGITS;
        if (plain && scale <= kept && fits(point - first)) {
            grouped(bytes, first, point, scale, start > from, out);
        } else {
            slow(FieldWriter.text(bytes, from, to).strip(), out);
        }
    }

    private static int digits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private boolean fits(int wholeDigits) {
        return type.first() == WireType.NONE || wholeDigits <= type.first() - kept;
    }

    /**
     * Groups of four digits, counted from the point.
     *
     * <p>Source: {@code numeric_recv}; groups of nothing but zeros are left out at both ends.
     */
    private void grouped(
            byte[] bytes, int first, int point, int scale, boolean negative, WireBuffer out) {
        int count = 0;
        int weight = (point - first + 3) / 4 - 1;
        int at = first;
        int end = first + (point - first) % 4;
        if (end > at) {
            groups[count++] = group(bytes, at, end);
        }
        for (at = end; at < point; at += 4) {
            groups[count++] = group(bytes, at, at + 4);
        }
        int last = point + 1 + scale;
        for (at = point + 1; at < last; at += 4) {
            int part = Math.min(4, last - at);
            groups[count++] = (short) (group(bytes, at, at + part) * PADDING[part]);
        }
        int zeros = 0;
        while (zeros < count && groups[zeros] == 0) {
            zeros++;
        }
        while (count > zeros && groups[count - 1] == 0) {
            count--;
        }
        out.putShort(count - zeros);
        out.putShort(count == zeros ? 0 : weight - zeros);
        out.putShort(negative && count > zeros ? NEGATIVE : 0);
        out.putShort(scale);
        for (int group = zeros; group < count; group++) {
            out.putShort(groups[group]);
        }
    }

    private static short group(byte[] bytes, int from, int to) {
        int group = 0;
        for (int at = from; at < to; at++) {
            group = group * 10 + bytes[at] - '0';
        }
        return (short) group;
    }

    private void slow(String text, WireBuffer out) {
        int special =
                switch (text) {
                    case "NaN" -> NOT_A_NUMBER;
                    case "Infinity" -> INFINITE;
                    case "-Infinity" -> NEGATIVE_INFINITE;
                    default -> 0;
                };
        if (special != 0) {
            out.putInt(0);
            out.putShort(special);
            out.putShort(0);
            return;
        }
        requireNumber(text, name);
        BigDecimal value = new BigDecimal(text);
        if (type.first() != WireType.NONE
                && value.signum() != 0
                && value.precision() - value.scale() > type.first() - kept) {
            throw new ValueRefused("22003", "value out of range for type " + name);
        }
        exact.encode(value, out);
    }

    static void requireNumber(String text, String name) {
        if (!NUMBER.matcher(text).matches()) {
            throw new ValueRefused("22P02", "invalid input syntax for type " + name);
        }
    }

    /** A whole number, with blanks around it, a sign or zeros before it or not. */
    static long integer(byte[] bytes, int from, int to, String name) {
        int at = from;
        int end = to;
        while (at < end && bytes[at] == ' ') {
            at++;
        }
        while (end > at && bytes[end - 1] == ' ') {
            end--;
        }
        boolean negative = at < end && bytes[at] == '-';
        if (negative || (at < end && bytes[at] == '+')) {
            at++;
        }
        if (at == end) {
            throw new ValueRefused("22P02", "invalid input syntax for type " + name);
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new ValueRefused("22P02", "invalid input syntax for type " + name);
            }
            // Downwards, as the least long has no positive counterpart.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw ValueRefused.outOfRange(name);
            }
            value = value * 10 - digit;
        }
        if (negative) {
            return value;
        }
        if (value == Long.MIN_VALUE) {
            throw ValueRefused.outOfRange(name);
        }
        return -value;
    }
}
