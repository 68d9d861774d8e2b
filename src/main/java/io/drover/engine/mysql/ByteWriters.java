package io.drover.engine.mysql;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.Nullable;

/**
 * Writers of bytes, bits and shapes.
 *
 * <p>Source: MySQL 8.4 manual, 13.4.3 "Supported Spatial Data Formats", "Internal Geometry Storage
 * Format"; PostGIS, "EWKB": a flag in the type says that an SRID follows; {@code bit_recv} in
 * PostgreSQL's varbit.c.
 */
final class ByteWriters {
    private static final int SRID_BYTES = 4;
    private static final int SRID_FLAG = 0x20000000;
    private static final int WKB_HEAD = 5;

    private ByteWriters() {}

    static @Nullable FieldWriter bytes(WireType type) {
        if (type.kind() != WireType.Kind.BYTEA) {
            return null;
        }
        return (bytes, from, length, out) -> {
            out.put(bytes, from, length);
            return true;
        };
    }

    static @Nullable FieldWriter geometry(WireType type) {
        if (type.kind() != WireType.Kind.BYTEA) {
            return null;
        }
        return (bytes, from, length, out) -> {
            shape(bytes, from, length, out);
            return true;
        };
    }

    /** WKB, and EWKB where the SRID is not 0. */
    static void shape(byte[] bytes, int from, int length, WireBuffer out) {
        int wkb = from + SRID_BYTES;
        if (length < SRID_BYTES + WKB_HEAD || bytes[wkb] != 1) {
            throw new ValueRefused("22P03", "the server sent no shape");
        }
        int srid = little(bytes, from);
        if (srid == 0) {
            out.put(bytes, wkb, length - SRID_BYTES);
            return;
        }
        out.put(1);
        out.putInt(Integer.reverseBytes(little(bytes, wkb + 1) | SRID_FLAG));
        out.putInt(Integer.reverseBytes(srid));
        out.put(bytes, wkb + WKB_HEAD, length - SRID_BYTES - WKB_HEAD);
    }

    static @Nullable FieldWriter bits(WireType type, String target) {
        switch (type.kind()) {
            case BOOLEAN:
                return (bytes, from, length, out) -> {
                    long value = number(bytes, from, length);
                    if (value != 0 && value != 1) {
                        throw ValueRefused.outOfRange(target);
                    }
                    out.put((int) value);
                    return true;
                };
            case INT2, INT4, INT8:
                return (bytes, from, length, out) -> {
                    long value = number(bytes, from, length);
                    int width =
                            type.kind() == WireType.Kind.INT2
                                    ? 15
                                    : type.kind() == WireType.Kind.INT4 ? 31 : 63;
                    if (value < 0 || (width < 63 && value >> width != 0)) {
                        throw ValueRefused.outOfRange(target);
                    }
                    integer(value, width, out);
                    return true;
                };
            case BYTEA:
                return (bytes, from, length, out) -> {
                    out.put(bytes, from, length);
                    return true;
                };
            default:
                return target.startsWith("bit") && type.first() != WireType.NONE
                        ? bitString(type.first(), target)
                        : null;
        }
    }

    private static void integer(long value, int width, WireBuffer out) {
        if (width == 15) {
            out.putShort((int) value);
        } else if (width == 31) {
            out.putInt((int) value);
        } else {
            out.putLong(value);
        }
    }

    /** A count of bits, then the bits from the left, zeros behind them. */
    private static FieldWriter bitString(int count, String target) {
        return (bytes, from, length, out) -> {
            long value = number(bytes, from, length);
            if (count < Long.SIZE && value >>> count != 0) {
                throw new ValueRefused("22026", "bit string length does not match type " + target);
            }
            out.putInt(count);
            int bytesNeeded = (count + 7) / 8;
            long left = count > Long.SIZE ? value : value << (Long.SIZE - count);
            for (int place = 0; place < bytesNeeded; place++) {
                out.put(place < Long.BYTES ? (int) (left >>> (56 - 8 * place)) : 0);
            }
            return true;
        };
    }

    static long number(byte[] bytes, int from, int length) {
        long value = 0;
        for (int at = from; at < from + length; at++) {
            value = (value << 8) | (bytes[at] & 0xff);
        }
        return value;
    }

    private static int little(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | ((bytes[at + 3] & 0xff) << 24);
    }
}
