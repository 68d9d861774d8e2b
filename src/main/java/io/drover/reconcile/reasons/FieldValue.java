package io.drover.reconcile.reasons;

import io.drover.canonical.CanonicalType;
import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The canonical frame of one value, where it lies in the bytes of a row.
 *
 * @param length of the payload; −1: NULL
 */
public record FieldValue(int tag, byte[] bytes, int offset, int length) {
    /** Whether the value is of the type, and no array of it. */
    boolean is(CanonicalType type) {
        return tag == type.tag();
    }

    boolean isNull() {
        return length < 0;
    }

    /** Of TEXT and JSON, whose payload is UTF-8. */
    String text() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    byte[] payload() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** The first eight bytes of the payload, as of INTEGER, TIME, TIMESTAMP and INSTANT. */
    long number() {
        return ByteBuffer.wrap(bytes, offset, length).getLong();
    }

    /** Of DATE. */
    int days() {
        return ByteBuffer.wrap(bytes, offset, length).getInt();
    }

    /** Of FLOAT. */
    double real() {
        return Double.longBitsToDouble(number());
    }

    /** Of INTEGER, DECIMAL and FLOAT; null where it is not a number. */
    @Nullable
    BigDecimal decimal() {
        if (is(CanonicalType.INTEGER)) {
            return BigDecimal.valueOf(number());
        }
        if (is(CanonicalType.FLOAT)) {
            double real = real();
            // Its shortest decimal is what people see and what other software rounded.
            return Double.isFinite(real) ? new BigDecimal(Double.toString(real)) : null;
        }
        char last = (char) bytes[offset + length - 1];
        return last >= '0' && last <= '9'
                ? new BigDecimal(new String(bytes, offset, length, StandardCharsets.US_ASCII))
                : null;
    }
}
