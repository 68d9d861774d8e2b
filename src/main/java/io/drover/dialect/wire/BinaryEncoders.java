package io.drover.dialect.wire;

import io.drover.dialect.postgres.WireType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.UUID;

/**
 * The binary wire form, by type.
 *
 * <p>Source: the receive functions in PostgreSQL's src/backend/utils/adt ({@code numeric_recv},
 * {@code date_recv}, {@code timestamp_recv}, {@code jsonb_recv}, …).
 */
final class BinaryEncoders {
    private static final long EPOCH_DAYS = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;
    private static final BigInteger GROUP = BigInteger.valueOf(10_000);
    private static final int JSONB_VERSION = 1;
    private static final int NEGATIVE = 0x4000;

    private BinaryEncoders() {}

    static ValueEncoder of(WireType type, String name) {
        return switch (type.kind()) {
            case BOOLEAN -> (value, out) -> out.put((Boolean) value ? 1 : 0);
            case INT2 ->
                    (value, out) ->
                            out.putShort(
                                    (int)
                                            ExactValues.integer(
                                                    value, Short.MIN_VALUE, Short.MAX_VALUE, name));
            case INT4 ->
                    (value, out) ->
                            out.putInt(
                                    (int)
                                            ExactValues.integer(
                                                    value,
                                                    Integer.MIN_VALUE,
                                                    Integer.MAX_VALUE,
                                                    name));
            case INT8 ->
                    (value, out) ->
                            out.putLong(
                                    ExactValues.integer(
                                            value, Long.MIN_VALUE, Long.MAX_VALUE, name));
            case FLOAT4 ->
                    (value, out) -> out.putInt(Float.floatToRawIntBits(ExactValues.real(value)));
            case FLOAT8 ->
                    (value, out) ->
                            out.putLong(
                                    Double.doubleToRawLongBits(ExactValues.doublePrecision(value)));
            case NUMERIC -> (value, out) -> numeric(ExactValues.numeric(value, type), out);
            case TEXT, VARCHAR, CHAR, NAME, JSON, OTHER ->
                    (value, out) -> out.putText(ExactValues.text(value, type));
            case JSONB ->
                    (value, out) -> {
                        out.put(JSONB_VERSION);
                        out.putText((String) value);
                    };
            case UUID ->
                    (value, out) -> {
                        UUID uuid = ExactValues.uuid(value);
                        out.putLong(uuid.getMostSignificantBits());
                        out.putLong(uuid.getLeastSignificantBits());
                    };
            case BYTEA -> (value, out) -> out.put((byte[]) value);
            case DATE -> (value, out) -> out.putInt(days(ExactValues.date(value)));
            case TIMESTAMP, TIMESTAMPTZ ->
                    (value, out) -> out.putLong(sinceEpoch(ExactValues.micros(value, type)));
        };
    }

    private static int days(LocalDate date) {
        long days = date.toEpochDay() - EPOCH_DAYS;
        if ((int) days != days) {
            throw new ValueRefused("22008", "date out of range");
        }
        return (int) days;
    }

    private static long sinceEpoch(long micros) {
        try {
            return Math.subtractExact(micros, EPOCH_MICROS);
        } catch (ArithmeticException overflow) {
            throw new ValueRefused("22008", "timestamp out of range");
        }
    }

    /** Count of groups, weight of the first, sign, digits shown; then groups of four digits. */
    private static void numeric(BigDecimal value, WireBuffer out) {
        BigDecimal number = value.scale() < 0 ? value.setScale(0) : value;
        int scale = number.scale();
        // The point stands between groups when the digits behind it are a multiple of four.
        int padding = (4 - scale % 4) % 4;
        BigInteger digits = number.unscaledValue().abs();
        if (padding > 0) {
            digits = digits.multiply(BigInteger.TEN.pow(padding));
        }
        int behindPoint = (scale + padding) / 4;
        short[] groups = groups(digits);
        int count = groups.length;
        int first = count;
        while (first > 0 && groups[first - 1] == 0) {
            first--;
        }
        int last = 0;
        while (last < first && groups[last] == 0) {
            last++;
        }
        boolean zero = first == last;
        out.putShort(first - last);
        out.putShort(zero ? 0 : first - behindPoint - 1);
        out.putShort(number.signum() < 0 ? NEGATIVE : 0);
        out.putShort(scale);
        for (int group = first - 1; group >= last; group--) {
            out.putShort(groups[group]);
        }
    }

    /** Groups of four decimal digits, the lowest first. */
    private static short[] groups(BigInteger digits) {
        short[] groups = new short[digits.bitLength() / 13 + 1];
        int count = 0;
        BigInteger rest = digits;
        while (rest.bitLength() > 63) {
            BigInteger[] parts = rest.divideAndRemainder(GROUP);
            groups[count++] = parts[1].shortValue();
            rest = parts[0];
        }
        for (long low = rest.longValue(); low > 0; low /= 10_000) {
            groups[count++] = (short) (low % 10_000);
        }
        return groups;
    }
}
