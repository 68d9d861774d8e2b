package io.drover.canonical;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Writes plain Java values into a {@link RowForm}: each call adds one column, or between {@link
 * #beginArray} and {@link #endArray} one element.
 *
 * <p>The reference implementation of {@code canonical-form.md}. Not thread-safe: one per task.
 */
public final class CanonicalValues {
    private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final long EPOCH_SECOND = EPOCH_DAY * 86_400;
    private static final long NOT_A_NUMBER = 0x7ff8000000000000L;

    private final RowForm into;
    private final JsonForm json = new JsonForm();
    private CanonicalType elementType;
    private boolean inArray;
    private int flagAt;
    private int lengthAt;
    private long elementsLeft;

    public CanonicalValues(RowForm into) {
        this.into = into;
    }

    /** The sign of an infinite date, timestamp or instant. */
    public enum Infinity {
        NEGATIVE,
        POSITIVE
    }

    /** A NULL of a column that is no array, or an element of one. */
    public void addNull(CanonicalType type) {
        if (inArray) {
            countElement(type);
            into.putInt(flagAt, 1);
            into.appendInt(RowForm.NULL);
        } else {
            into.addNull(type.tag());
        }
    }

    /** The NULL of a column of arrays. */
    public void addNullArray(CanonicalType element) {
        into.addNull(element.arrayTag());
    }

    /**
     * Begins an array; its elements follow in row-major order.
     *
     * @param sizes one for each dimension; none: empty
     * @param lowerBounds as many
     */
    public void beginArray(CanonicalType element, int[] sizes, int[] lowerBounds) {
        into.begin(element.arrayTag());
        into.appendInt(sizes.length);
        flagAt = into.length();
        into.appendInt(0);
        into.appendInt(element.tag());
        elementsLeft = sizes.length == 0 ? 0 : 1;
        for (int dimension = 0; dimension < sizes.length; dimension++) {
            into.appendInt(sizes[dimension]);
            into.appendInt(lowerBounds[dimension]);
            elementsLeft *= sizes[dimension];
        }
        elementType = element;
        inArray = true;
    }

    /** Ends it. */
    public void endArray() {
        if (elementsLeft != 0) {
            throw new IllegalStateException("The array lacks %d elements".formatted(elementsLeft));
        }
        inArray = false;
        into.end();
    }

    public void addBoolean(boolean value) {
        begin(CanonicalType.BOOLEAN);
        into.appendByte(value ? 1 : 0);
        end();
    }

    public void addInteger(long value) {
        begin(CanonicalType.INTEGER);
        into.appendLong(value);
        end();
    }

    public void addDecimal(long value) {
        begin(CanonicalType.DECIMAL);
        DecimalForm.append(value, into);
        end();
    }

    public void addDecimal(BigDecimal value) {
        begin(CanonicalType.DECIMAL);
        DecimalForm.append(value, into);
        end();
    }

    /** NaN or an infinity in a column of decimals. */
    public void addDecimalNotFinite(double value) {
        begin(CanonicalType.DECIMAL);
        DecimalForm.appendNotFinite(value, into);
        end();
    }

    /** A binary32 is widened by Java, exactly. */
    public void addFloat(double value) {
        begin(CanonicalType.FLOAT);
        into.appendLong(floatBits(Double.doubleToRawLongBits(value)));
        end();
    }

    /** The bits of a binary64 in its form: one zero, one NaN. */
    public static long floatBits(long bits) {
        long magnitude = bits & Long.MAX_VALUE;
        return magnitude == 0 ? 0 : magnitude > 0x7ff0000000000000L ? NOT_A_NUMBER : bits;
    }

    public void addText(String value) {
        addText(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Text that is in UTF-8 by now. */
    public void addText(byte[] utf8) {
        begin(CanonicalType.TEXT);
        append(utf8);
        end();
    }

    /** The value of a {@code char(n)}, with its padding or without. */
    public void addBlankPadded(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        addText(value.substring(0, end));
    }

    public void addBinary(byte[] value) {
        begin(CanonicalType.BINARY);
        append(value);
        end();
    }

    public void addDate(LocalDate value) {
        addDate(value.toEpochDay());
    }

    /** So many days after 1970-01-01. */
    public void addDate(long epochDay) {
        begin(CanonicalType.DATE);
        into.appendInt(Math.toIntExact(epochDay - EPOCH_DAY));
        end();
    }

    public void addDate(Infinity value) {
        begin(CanonicalType.DATE);
        into.appendInt(value == Infinity.POSITIVE ? Integer.MAX_VALUE : Integer.MIN_VALUE);
        end();
    }

    /** A time below 24:00:00. */
    public void addTime(LocalTime value) {
        long nanos = value.toNanoOfDay();
        addTime(nanos / 1000, (int) (nanos % 1000));
    }

    /** So many microseconds since midnight and 0 to 999 nanoseconds more. */
    public void addTime(long micros, int nanos) {
        begin(CanonicalType.TIME);
        micros(micros, nanos);
        end();
    }

    /** Microseconds since the local midnight, at so many seconds west of UTC. */
    public void addTimeZoned(long micros, int secondsWest) {
        begin(CanonicalType.TIME_ZONED);
        into.appendLong(micros);
        into.appendInt(secondsWest);
        end();
    }

    public void addTimestamp(LocalDateTime value) {
        begin(CanonicalType.TIMESTAMP);
        addMoment(value.toInstant(ZoneOffset.UTC));
        end();
    }

    public void addTimestamp(Infinity value) {
        begin(CanonicalType.TIMESTAMP);
        into.appendLong(value == Infinity.POSITIVE ? Long.MAX_VALUE : Long.MIN_VALUE);
        end();
    }

    public void addInstant(Instant value) {
        begin(CanonicalType.INSTANT);
        addMoment(value);
        end();
    }

    /** So many microseconds after 1970-01-01 00:00:00 UTC. */
    public void addInstant(long epochMicros) {
        begin(CanonicalType.INSTANT);
        into.appendLong(Math.subtractExact(epochMicros, EPOCH_SECOND * 1_000_000));
        end();
    }

    public void addInstant(Infinity value) {
        begin(CanonicalType.INSTANT);
        into.appendLong(value == Infinity.POSITIVE ? Long.MAX_VALUE : Long.MIN_VALUE);
        end();
    }

    public void addInterval(int months, int days, long micros) {
        begin(CanonicalType.INTERVAL);
        into.appendLong(micros);
        into.appendInt(days);
        into.appendInt(months);
        end();
    }

    public void addUuid(UUID value) {
        begin(CanonicalType.UUID);
        into.appendLong(value.getMostSignificantBits());
        into.appendLong(value.getLeastSignificantBits());
        end();
    }

    public void addJson(String value) {
        begin(CanonicalType.JSON);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        json.append(utf8, 0, utf8.length, into);
        end();
    }

    private void addMoment(Instant value) {
        long seconds = Math.subtractExact(value.getEpochSecond(), EPOCH_SECOND);
        long micros =
                Math.addExact(Math.multiplyExact(seconds, 1_000_000L), value.getNano() / 1000);
        micros(micros, value.getNano() % 1000);
    }

    private void micros(long micros, int nanos) {
        into.appendLong(micros);
        if (nanos != 0) {
            into.appendInt(nanos);
        }
    }

    private void append(byte[] bytes) {
        into.append(bytes, 0, bytes.length);
    }

    private void begin(CanonicalType type) {
        if (inArray) {
            countElement(type);
            lengthAt = into.length();
            into.appendInt(0);
        } else {
            into.begin(type.tag());
        }
    }

    private void countElement(CanonicalType type) {
        if (type != elementType || elementsLeft == 0) {
            throw new IllegalStateException(
                    "A %s is no element %d from the end of an array of %s"
                            .formatted(type, elementsLeft, elementType));
        }
        elementsLeft--;
    }

    private void end() {
        if (inArray) {
            into.putInt(lengthAt, into.length() - lengthAt - Integer.BYTES);
        } else {
            into.end();
        }
    }
}
