package io.drover.engine.mysql;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writers of COPY's text form: what the input function of the target's type reads. */
final class TextFormWriters {
    private static final String[] TRUTHS = {"f", "t"};

    private TextFormWriters() {}

    static FieldWriter of(Reading reading, String target, ZeroDate zero) {
        WireType type = WireType.of(target);
        boolean isBoolean = type.kind() == WireType.Kind.BOOLEAN;
        return switch (reading) {
            case INTEGER ->
                    isBoolean
                            ? (bytes, from, length, out) ->
                                    truth(Digits.integer(bytes, from, length, target), target, out)
                            : TextFormWriters::printed;
            case DECIMAL, FLOAT, TIME -> TextFormWriters::printed;
            case TEXT, ENUM ->
                    (bytes, from, length, out) -> {
                        FieldWriters.checkText(reading, bytes, from, length);
                        return printed(bytes, from, length, out);
                    };
            case BYTES -> TextFormWriters::hex;
            case GEOMETRY ->
                    (bytes, from, length, out) -> {
                        WireBuffer shape = new WireBuffer(length + 8);
                        ByteWriters.shape(bytes, from, length, shape);
                        return hex(shape.array(), 0, shape.size(), out);
                    };
            case BIT ->
                    (bytes, from, length, out) -> {
                        long value = ByteWriters.number(bytes, from, length);
                        if (isBoolean) {
                            return truth(value, target, out);
                        }
                        out.putText(bits(value, Math.max(1, type.first())));
                        return true;
                    };
            case DATE, DATE_TIME -> {
                String zone = type.kind() == WireType.Kind.TIMESTAMPTZ ? "+00" : "";
                yield (bytes, from, length, out) -> {
                    if (Moments.days(bytes, from, length) == Moments.NONE) {
                        zero.met();
                        return false;
                    }
                    out.put(bytes, from, length);
                    out.putText(zone);
                    return true;
                };
            }
        };
    }

    private static boolean truth(long value, String target, WireBuffer out) {
        if (value != 0 && value != 1) {
            throw ValueRefused.outOfRange(target);
        }
        out.putText(TRUTHS[(int) value]);
        return true;
    }

    private static String bits(long value, int count) {
        StringBuilder text = new StringBuilder();
        for (int bit = count - 1; bit >= 0; bit--) {
            text.append(bit < Long.SIZE && (value >>> bit & 1) == 1 ? '1' : '0');
        }
        return text.toString();
    }

    private static boolean printed(byte[] bytes, int from, int length, WireBuffer out) {
        out.putEscaped(new String(bytes, from, length, StandardCharsets.UTF_8));
        return true;
    }

    private static boolean hex(byte[] bytes, int from, int length, WireBuffer out) {
        out.putText("\\\\x" + HexFormat.of().formatHex(bytes, from, from + length));
        return true;
    }
}
