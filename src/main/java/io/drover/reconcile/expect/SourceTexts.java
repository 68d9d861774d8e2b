package io.drover.reconcile.expect;

import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/**
 * The text of a PostgreSQL value, in the fixed session, as the Java value of a Spark type.
 *
 * <p>Source: PostgreSQL documentation, 8.1 to 8.6; {@code spark-types.md}.
 */
final class SourceTexts {
    private SourceTexts() {}

    /** Reads one column. */
    interface Reader extends java.io.Serializable {
        /** The value, or null where its Spark type has none that is the same. */
        @Nullable
        Object read(String text);
    }

    static Reader of(DataType type) {
        if (type instanceof DecimalType decimal) {
            int precision = decimal.precision();
            int scale = decimal.scale();
            return text -> decimal(text, precision, scale);
        }
        return switch (type.typeName()) {
            case "string" -> text -> text;
            case "boolean" -> text -> text.equals("t") || text.equals("true");
            case "short" -> Short::valueOf;
            case "integer" -> Integer::valueOf;
            case "long" -> Long::valueOf;
            case "float" -> Float::valueOf;
            case "double" -> Double::valueOf;
            case "binary" -> text -> HexFormat.of().parseHex(text, 2, text.length());
            case "date" -> SourceTexts::date;
            case "timestamp_ntz" -> SourceTexts::dateTime;
            case "timestamp" -> SourceTexts::instant;
            default -> throw new NotComputable("no source value is read as " + type.sql());
        };
    }

    private static @Nullable BigDecimal decimal(String text, int precision, int scale) {
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            return null;
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        boolean fits =
                number.scale() <= scale
                        && (number.signum() == 0
                                || (long) number.precision() - number.scale()
                                        <= (long) precision - scale);
        return fits ? number.setScale(scale) : null;
    }

    /** Years 1 to 9999 have four digits and no era. */
    private static @Nullable LocalDate date(String text) {
        return text.length() == 10 && text.charAt(4) == '-' ? LocalDate.parse(text) : null;
    }

    private static @Nullable LocalDateTime dateTime(String text) {
        int blank = text.indexOf(' ');
        if (blank != 10 || text.charAt(4) != '-' || text.endsWith(" BC")) {
            return null;
        }
        try {
            return LocalDateTime.of(
                    LocalDate.parse(text.substring(0, blank)),
                    LocalTime.parse(text.substring(blank + 1)));
        } catch (DateTimeException unknown) {
            throw new IllegalStateException(
                    "A timestamp of %d characters has another form than ISO"
                            .formatted(text.length()),
                    unknown);
        }
    }

    private static @Nullable Object instant(String text) {
        if (!text.endsWith("+00")) {
            return null;
        }
        LocalDateTime local = dateTime(text.substring(0, text.length() - 3));
        return local == null ? null : local.toInstant(ZoneOffset.UTC);
    }
}
