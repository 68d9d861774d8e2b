package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;

/**
 * Numbers from the digits that the server sent, without an object for each.
 *
 * <p>Source: {@code numeric_recv} in PostgreSQL's numeric.c: count of groups of four digits, weight
 * of the first, sign, digits shown behind the point; then the groups.
 */
final class Digits {
    private static final int NEGATIVE = 0x4000;
    private static final int GROUP_DIGITS = 4;

    private Digits() {}

    /** A whole number in 64 bits. */
    static long integer(byte[] bytes, int from, int length, String type) {
        int end = from + length;
        boolean negative = length > 0 && bytes[from] == '-';
        int at = negative ? from + 1 : from;
        if (at == end) {
            throw new ValueRefused("22P02", "invalid input syntax for type " + type);
        }
        // Counted below zero, where there is one number more.
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new ValueRefused("22P02", "invalid input syntax for type " + type);
            }
            if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                throw ValueRefused.outOfRange(type);
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw ValueRefused.outOfRange(type);
        }
        return negative ? value : -value;
    }

    /**
     * A decimal without exponent as a numeric; {@code keptScale} digits behind the point are kept,
     * or all where it is negative.
     */
    static void numeric(
            byte[] bytes, int from, int length, int keptScale, String type, WireBuffer out) {
        int end = from + length;
        boolean negative = length > 0 && bytes[from] == '-';
        int first = negative ? from + 1 : from;
        int point = first;
        while (point < end && bytes[point] != '.') {
            point++;
        }
        while (first < point && bytes[first] == '0') {
            first++;
        }
        int last = end;
        int scale = Math.max(0, end - point - 1);
        while (last > point + 1 && bytes[last - 1] == '0') {
            last--;
        }
        int fraction = Math.max(0, last - point - 1);
        if (keptScale >= 0 && fraction > keptScale) {
            throw new ValueRefused("22003", "value would be rounded by type " + type);
        }
        int whole = point - first;
        int wholeGroups = (whole + GROUP_DIGITS - 1) / GROUP_DIGITS;
        int fractionGroups = (fraction + GROUP_DIGITS - 1) / GROUP_DIGITS;
        int header = out.size();
        out.putLong(0);
        int skipped = 0;
        int written = 0;
        int trailing = 0;
        for (int group = 0; group < wholeGroups + fractionGroups; group++) {
            int start =
                    group < wholeGroups
                            ? point - (wholeGroups - group) * GROUP_DIGITS
                            : point + 1 + (group - wholeGroups) * GROUP_DIGITS;
            int value = 0;
            for (int place = 0; place < GROUP_DIGITS; place++) {
                int at = start + place;
                boolean inside = group < wholeGroups ? at >= first : at < last;
                int digit = inside ? bytes[at] - '0' : 0;
                if (digit < 0 || digit > 9) {
                    throw new ValueRefused("22P02", "invalid input syntax for type " + type);
                }
                value = value * 10 + digit;
            }
            if (written == 0 && value == 0) {
                skipped++;
                continue;
            }
            out.putShort(value);
            written++;
            trailing = value == 0 ? trailing + 1 : 0;
        }
        out.truncate(out.size() - 2 * trailing);
        int groups = written - trailing;
        int weight = groups == 0 ? 0 : wholeGroups - skipped - 1;
        int sign = negative && groups > 0 ? NEGATIVE : 0;
        out.setInt(header, (groups << 16) | (weight & 0xffff));
        out.setInt(header + 4, (sign << 16) | (keptScale >= 0 ? keptScale : scale));
    }
}
