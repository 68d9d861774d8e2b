package io.drover.reconcile.reasons;

import io.drover.canonical.CanonicalType;
import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Reasons for two numbers of one column that differ. */
final class NumberReasons {
    private static final int FEWEST_SIGNIFICANT = 3;

    /** One digit is lost by one row of ten that is merely off by one. */
    private static final int FEWEST_LOST = 2;

    private static final int MOST_PLACES = 18;

    /** What earlier rows of the column could only be explained by. */
    private int places;

    private @Nullable Way way;

    private enum Way {
        ROUNDING("rounding to "),
        TRUNCATION("truncation to ");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    @Nullable
    String explain(FieldValue source, FieldValue target) {
        BigDecimal here = source.decimal();
        BigDecimal there = target.decimal();
        if (here == null || there == null) {
            return null;
        }
        if (here.signum() != 0 && here.negate().compareTo(there) == 0) {
            return "sign";
        }
        if (source.is(CanonicalType.FLOAT) && (double) (float) source.real() == target.real()) {
            return "rounding to single precision";
        }
        String reason = digits(here, there.stripTrailingZeros());
        if (reason == null) {
            reason = significantDigits(here, there.stripTrailingZeros());
        }
        if (reason == null) {
            reason = shift(here, there);
        }
        return reason == null ? overflow(source, target) : reason;
    }

    private @Nullable String digits(BigDecimal here, BigDecimal there) {
        int least = Math.max(0, there.scale());
        if (least >= here.scale()) {
            return null;
        }
        boolean rounded = isRounded(here, there, least);
        boolean cut = isCut(here, there, least);
        if (!rounded && !cut) {
            return null;
        }
        if (rounded != cut) {
            way = rounded ? Way.ROUNDING : Way.TRUNCATION;
        }
        Way used = rounded && cut ? (way == null ? Way.ROUNDING : way) : way;
        // 1.199 rounded to two digits is 1.2: the digits of one row can be too few.
        boolean fits =
                places > least
                        && places < here.scale()
                        && (used == Way.ROUNDING
                                ? isRounded(here, there, places)
                                : isCut(here, there, places));
        int digits = fits ? places : least;
        places = Math.max(places, least);
        return used.words + digits + (digits == 1 ? " digit" : " digits");
    }

    private static boolean isRounded(BigDecimal here, BigDecimal there, int places) {
        return here.setScale(places, RoundingMode.HALF_UP).compareTo(there) == 0
                || here.setScale(places, RoundingMode.HALF_EVEN).compareTo(there) == 0;
    }

    private static boolean isCut(BigDecimal here, BigDecimal there, int places) {
        return here.setScale(places, RoundingMode.DOWN).compareTo(there) == 0;
    }

    private static @Nullable String significantDigits(BigDecimal here, BigDecimal there) {
        int digits = there.precision();
        if (digits < FEWEST_SIGNIFICANT || here.precision() - digits < FEWEST_LOST) {
            return null;
        }
        return here.round(new MathContext(digits, RoundingMode.HALF_UP)).compareTo(there) == 0
                        || here.round(new MathContext(digits, RoundingMode.HALF_EVEN))
                                        .compareTo(there)
                                == 0
                ? "rounding to " + digits + " significant digits"
                : null;
    }

    private static @Nullable String shift(BigDecimal here, BigDecimal there) {
        if (here.signum() == 0 || there.signum() == 0) {
            return null;
        }
        BigDecimal one = here.stripTrailingZeros();
        BigDecimal other = there.stripTrailingZeros();
        int moved = one.scale() - other.scale();
        return one.unscaledValue().equals(other.unscaledValue())
                        && moved != 0
                        && Math.abs(moved) <= MOST_PLACES
                ? "decimal point moved by " + moved
                : null;
    }

    /** What is left of a whole number in 8, 16 or 32 bits. */
    private static @Nullable String overflow(FieldValue source, FieldValue target) {
        if (!source.is(CanonicalType.INTEGER)) {
            return null;
        }
        long here = source.number();
        long there = target.number();
        for (int bits : new int[] {8, 16, 32}) {
            long mask = (1L << bits) - 1;
            long signed = here << (Long.SIZE - bits) >> (Long.SIZE - bits);
            if (signed == there || (here & mask) == there) {
                return "overflow of " + bits + " bits";
            }
        }
        return null;
    }
}
