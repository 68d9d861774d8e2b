package io.drover.engine.mysql;

import io.drover.dialect.postgres.WireType;
import io.drover.dialect.wire.ValueRefused;
import io.drover.model.Nullable;

/**
 * Writers of dates, times and spans.
 *
 * <p>Source: {@code date_recv}, {@code timestamp_recv}, {@code time_recv} and {@code interval_recv}
 * in PostgreSQL's src/backend/utils/adt.
 */
final class TimeWriters {
    private static final long DAY_MICROS = 86_400_000_000L;

    private TimeWriters() {}

    static @Nullable FieldWriter date(WireType type, String target, ZeroDate zero) {
        return switch (type.kind()) {
            case DATE ->
                    (bytes, from, length, out) -> {
                        long micros = Moments.micros(bytes, from, length);
                        if (micros == Moments.NONE) {
                            zero.met();
                            return false;
                        }
                        if (Math.floorMod(micros, DAY_MICROS) != 0) {
                            throw new ValueRefused(
                                    "22008", "time of day would be cut by type date");
                        }
                        out.putInt((int) Math.floorDiv(micros, DAY_MICROS));
                        return true;
                    };
            case TIMESTAMP, TIMESTAMPTZ -> {
                int grain = grain(type.first());
                yield (bytes, from, length, out) -> {
                    long micros = Moments.micros(bytes, from, length);
                    if (micros == Moments.NONE) {
                        zero.met();
                        return false;
                    }
                    checkFraction(micros, grain, type.first());
                    out.putLong(micros);
                    return true;
                };
            }
            case TEXT, VARCHAR, CHAR ->
                    (bytes, from, length, out) -> {
                        if (Moments.days(bytes, from, length) == Moments.NONE) {
                            zero.met();
                            return false;
                        }
                        out.put(bytes, from, length);
                        return true;
                    };
            default -> null;
        };
    }

    static @Nullable FieldWriter time(String target) {
        WireType type = WireType.of(target);
        if (target.startsWith("interval")) {
            return (bytes, from, length, out) -> {
                out.putLong(Moments.span(bytes, from, length));
                out.putInt(0);
                out.putInt(0);
                return true;
            };
        }
        if (target.startsWith("time") && target.endsWith("without time zone")) {
            int grain = grain(type.first());
            return (bytes, from, length, out) -> {
                long micros = Moments.span(bytes, from, length);
                if (micros < 0 || micros > DAY_MICROS) {
                    throw new ValueRefused("22008", "value is no time of a day");
                }
                checkFraction(micros, grain, type.first());
                out.putLong(micros);
                return true;
            };
        }
        return switch (type.kind()) {
            case TEXT, VARCHAR, CHAR ->
                    (bytes, from, length, out) -> {
                        out.put(bytes, from, length);
                        return true;
                    };
            default -> null;
        };
    }

    private static void checkFraction(long micros, int grain, int digits) {
        if (micros % grain != 0) {
            throw new ValueRefused(
                    "22008", "fraction of a second would be rounded to " + digits + " digits");
        }
    }

    private static int grain(int digits) {
        int grain = 1;
        for (int digit = digits == WireType.NONE ? 6 : digits; digit < 6; digit++) {
            grain *= 10;
        }
        return grain;
    }
}
