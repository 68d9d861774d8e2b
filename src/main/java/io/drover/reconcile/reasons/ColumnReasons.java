package io.drover.reconcile.reasons;

import io.drover.canonical.CanonicalType;
import io.drover.model.Nullable;
import java.util.Arrays;

/**
 * Finds the one known reason that turns the source's values of a column into the target's, if any.
 * A reason is named only where it explains the value to the last bit.
 *
 * <p>Some values have two explanations: 1.23 is 1.234 rounded and cut. Then the one that was the
 * only one possible for an earlier row of the column is named, so one per column and partition.
 */
public final class ColumnReasons {
    private static final CanonicalType[] NUMBERS = {
        CanonicalType.INTEGER, CanonicalType.DECIMAL, CanonicalType.FLOAT
    };
    private static final CanonicalType[] TIMES = {
        CanonicalType.DATE, CanonicalType.TIME, CanonicalType.TIMESTAMP, CanonicalType.INSTANT
    };

    private final NumberReasons numbers = new NumberReasons();

    /** The reason in a few words, or null where none is known. */
    public @Nullable String explain(FieldValue source, FieldValue target) {
        if (source.isNull() || target.isNull()) {
            FieldValue other = source.isNull() ? target : source;
            return other.length() == 0 ? "empty against NULL" : null;
        }
        if (source.tag() != target.tag()) {
            return null;
        }
        if (source.is(CanonicalType.TEXT)) {
            return TextReasons.explain(source.text(), target.text());
        }
        if (source.is(CanonicalType.BINARY)) {
            return ofBytes(source.payload(), target.payload());
        }
        if (source.is(CanonicalType.UUID)) {
            return ofUuid(source.payload(), target.payload());
        }
        if (isAny(source, NUMBERS)) {
            return numbers.explain(source, target);
        }
        if (isAny(source, TIMES)) {
            return TimeReasons.explain(source, target);
        }
        return null;
    }

    private static boolean isAny(FieldValue value, CanonicalType[] types) {
        return Arrays.stream(types).anyMatch(value::is);
    }

    private static @Nullable String ofBytes(byte[] source, byte[] target) {
        if (target.length > 0 && isPrefix(target, source)) {
            return isZero(source, target.length)
                    ? "trailing zero bytes"
                    : "truncation at " + target.length + " bytes";
        }
        return source.length > 0 && isPrefix(source, target) && isZero(target, source.length)
                ? "trailing zero bytes"
                : null;
    }

    private static boolean isPrefix(byte[] start, byte[] whole) {
        return start.length < whole.length
                && Arrays.equals(start, 0, start.length, whole, 0, start.length);
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Microsoft's engines keep the first three groups of a UUID with the lowest byte first. */
    private static @Nullable String ofUuid(byte[] source, byte[] target) {
        int[] order = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
        for (int at = 0; at < order.length; at++) {
            if (source[order[at]] != target[at]) {
                return null;
            }
        }
        return "byte order of the UUID";
    }
}
