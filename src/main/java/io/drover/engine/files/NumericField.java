package io.drover.engine.files;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers of any precision; those of up to 15 digits are written without an object. */
final class NumericField implements FieldWriter {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,4})?");
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xC000;
    private static final int INFINITE = 0xD000;
    private static final int NEGATIVE_INFINITE = 0xF000;
    private static final int FAST_DIGITS = 15;

    private final WireType type;
    private final String name;
    private final int kept;
    private final ValueEncoder exact;
    private final short[] groups = new short[8];

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
        int point = -1;
        long unscaled = 0;
        int at = start;
        for (; at < to && at - start <= FAST_DIGITS; at++) {
            int next = bytes[at];
            if (next == '.' && point < 0) {
                point = at;
            } else if (next >= '0' && next <= '9') {
                unscaled = unscaled * 10 + next - '0';
            } else {
                break;
            }
        }
        int scale = point < 0 ? 0 : to - point - 1;
        boolean plain = at == to && to - start > (point < 0 ? 0 : 1) && point != start;
        if (plain && scale <= kept && fits(unscaled, scale)) {
            fast(unscaled, scale, start > from, out);
        } else {
            slow(FieldWriter.text(bytes, from, to).strip(), out);
        }
    }

    private boolean fits(long unscaled, int scale) {
        if (type.first() == WireType.NONE) {
            return true;
        }
        int room = type.first() - kept + scale;
        return room > FAST_DIGITS || unscaled < power(room);
    }

    private static long power(int digits) {
        long power = 1;
        for (int digit = 0; digit < digits; digit++) {
            power *= 10;
        }
        return power;
    }

    private void fast(long unscaled, int scale, boolean negative, WireBuffer out) {
        int padding = (4 - scale % 4) % 4;
        int behindPoint = (scale + padding) / 4;
        int count = 0;
        for (long rest = unscaled * power(padding); rest > 0; rest /= 10_000) {
            groups[count++] = (short) (rest % 10_000);
        }
        int last = 0;
        while (last < count && groups[last] == 0) {
            last++;
        }
        out.putShort(count - last);
        out.putShort(count == 0 ? 0 : count - behindPoint - 1);
        out.putShort(negative && count > 0 ? NEGATIVE : 0);
        out.putShort(scale);
        for (int group = count - 1; group >= last; group--) {
            out.putShort(groups[group]);
        }
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
