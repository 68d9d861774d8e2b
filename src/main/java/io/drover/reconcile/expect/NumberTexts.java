package io.drover.reconcile.expect;

import io.drover.model.Nullable;
import io.drover.spec.rules.ParseFormat;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers and truths as an operator's texts write them: exactly, or none. */
final class NumberTexts implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final List<String> TRUE = List.of("t", "true", "y", "yes", "on", "1");
    private static final List<String> FALSE = List.of("f", "false", "n", "no", "off", "0");

    private final @Nullable String grouping;
    private final List<String> trueTexts;
    private final List<String> falseTexts;
    private final Pattern number;

    NumberTexts(@Nullable ParseFormat format) {
        this.grouping = format == null ? null : format.grouping();
        this.trueTexts = format == null ? List.of() : format.trueTexts();
        this.falseTexts = format == null ? List.of() : format.falseTexts();
        String sign = format == null || format.decimal() == null ? "." : format.decimal();
        String whole =
                grouping == null
                        ? "[0-9]+"
                        : "[0-9]+|[0-9]{1,3}(?:" + Pattern.quote(grouping) + "[0-9]{3})+";
        this.number =
                Pattern.compile("([+-]?)(" + whole + ")(?:" + Pattern.quote(sign) + "([0-9]*))?");
    }

    /** With at most so many digits before and behind the point, zeros at the end not counted. */
    @Nullable
    BigDecimal decimal(String text, int precision, int scale) {
        java.util.regex.Matcher written = number.matcher(text);
        if (!written.matches()) {
            return null;
        }
        String whole = written.group(2);
        if (grouping != null) {
            whole = whole.replace(grouping, "");
        }
        String fraction = written.group(3) == null ? "" : written.group(3);
        BigDecimal value =
                new BigDecimal(
                        ("-".equals(written.group(1)) ? "-" : "") + whole + "." + fraction + "0");
        BigDecimal exact = value.stripTrailingZeros();
        boolean fits =
                exact.scale() <= scale
                        && (exact.signum() == 0
                                || exact.precision() - exact.scale() <= precision - scale);
        return fits ? exact.setScale(scale) : null;
    }

    @Nullable
    Long whole(String text, long least, long greatest) {
        BigDecimal value = decimal(text, 19, 0);
        return value == null
                        || value.compareTo(BigDecimal.valueOf(least)) < 0
                        || value.compareTo(BigDecimal.valueOf(greatest)) > 0
                ? null
                : value.longValueExact();
    }

    @Nullable
    Boolean truth(String text) {
        if (!trueTexts.isEmpty() || !falseTexts.isEmpty()) {
            return trueTexts.contains(text)
                    ? Boolean.TRUE
                    : falseTexts.contains(text) ? Boolean.FALSE : null;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return TRUE.contains(lower) ? Boolean.TRUE : FALSE.contains(lower) ? Boolean.FALSE : null;
    }

    static @Nullable Double binary64(String text) {
        String trimmed = blanksOff(text);
        Double special = special(trimmed);
        try {
            return special == null ? Double.valueOf(trimmed) : special;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    static @Nullable Float binary32(String text) {
        String trimmed = blanksOff(text);
        Double special = special(trimmed);
        try {
            return special == null ? Float.valueOf(trimmed) : Float.valueOf(special.floatValue());
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private static String blanksOff(String text) {
        return text.replaceAll("^ +| +$", "");
    }

    private static @Nullable Double special(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> null;
        };
    }
}
