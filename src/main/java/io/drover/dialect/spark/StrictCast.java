package io.drover.dialect.spark;

import io.drover.model.Nullable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as a value of a target's type, exactly or not at all: what does not parse, does not fit,
 * or would be rounded, cut or shifted is a violation and never NULL.
 *
 * @param value Spark SQL of the value; NULL where it is violated
 * @param violated Spark SQL, true where the value is there and has no exact counterpart; null:
 *     never
 * @param wanted what would be right, for a message
 */
public record StrictCast(String value, @Nullable String violated, String wanted) {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)");
    private static final Pattern LIMITED =
            Pattern.compile("(?:character varying|varchar|character|char|bpchar)\\((\\d+)\\)");
    private static final List<String> TRUE = List.of("t", "true", "y", "yes", "on", "1");
    private static final List<String> FALSE = List.of("f", "false", "n", "no", "off", "0");
    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    /**
     * The text forms that a value is read from.
     *
     * @param pattern of dates and times, or null: ISO 8601
     * @param decimal the decimal sign
     * @param grouping the sign between thousands, or null
     * @param trueTexts what means true; none: PostgreSQL's texts
     * @param falseTexts what means false
     */
    public record Format(
            @Nullable String pattern,
            String decimal,
            @Nullable String grouping,
            List<String> trueTexts,
            List<String> falseTexts) {
        public static final Format USUAL = new Format(null, ".", null, List.of(), List.of());
    }

    /**
     * The cast.
     *
     * @param name the value, as a column's name: it is used more than once
     * @param from its Spark type, or null where only Spark will know it
     * @param to the Spark type that the target's loads
     * @param targetType the target's own name of the type, for lengths
     */
    public static StrictCast of(
            String name, @Nullable String from, String to, String targetType, Format format) {
        if (to.equals("string")) {
            return toText(name, targetType);
        }
        if (to.equals(from)) {
            return new StrictCast(name, null, "");
        }
        return "string".equals(from) ? parsed(name, to, format) : converted(name, to);
    }

    private static StrictCast toText(String name, String targetType) {
        String text = SparkSql.text(name);
        Matcher limited = LIMITED.matcher(targetType);
        if (targetType.equals("uuid")) {
            return new StrictCast(
                    text,
                    "%s IS NOT NULL AND NOT (%s RLIKE '^%s$')".formatted(name, text, UUID),
                    "a UUID");
        }
        if (!limited.matches()) {
            return new StrictCast(text, null, "");
        }
        return new StrictCast(
                text,
                "char_length(%s) > %s".formatted(text, limited.group(1)),
                "at most " + limited.group(1) + " characters");
    }

    private static StrictCast parsed(String name, String to, Format format) {
        Matcher decimal = DECIMAL.matcher(to);
        if (decimal.matches()) {
            int scale = Integer.parseInt(decimal.group(2));
            int digits = Integer.parseInt(decimal.group(1)) - scale;
            return number(name, to, digits, scale, format);
        }
        return switch (to) {
            case "smallint" -> number(name, to, 5, 0, format);
            case "int" -> number(name, to, 10, 0, format);
            case "bigint" -> number(name, to, 19, 0, format);
            case "boolean" -> truth(name, format);
            case "date", "timestamp_ntz", "timestamp" -> moment(name, to, format);
            case "float", "double" ->
                    guarded(name, "try_cast(trim(%s) AS %s)".formatted(name, to), "a number");
            default -> guarded(name, "try_cast(%s AS %s)".formatted(name, to), "a value of " + to);
        };
    }

    private static StrictCast number(String name, String to, int digits, int scale, Format format) {
        String point = Pattern.quote(format.decimal());
        String whole =
                format.grouping() == null
                        ? "[0-9]+"
                        : "([0-9]+|[0-9]{1,3}(%s[0-9]{3})+)"
                                .formatted(Pattern.quote(format.grouping()));
        // Zeros behind the last digit that fits are no loss.
        String regex =
                scale == 0
                        ? "^[+-]?%s(%s0*)?$".formatted(whole, point)
                        : "^[+-]?(%s)(%s[0-9]{0,%d}0*)?$".formatted(whole, point, scale);
        String plain = name;
        if (format.grouping() != null) {
            plain = "replace(%s, %s, '')".formatted(plain, SparkSql.literal(format.grouping()));
        }
        if (!format.decimal().equals(".")) {
            plain = "replace(%s, %s, '.')".formatted(plain, SparkSql.literal(format.decimal()));
        }
        // An integer is read without what stands behind its point: nothing but zeros.
        if (scale == 0) {
            plain = "substring_index(%s, '.', 1)".formatted(plain);
        }
        String value =
                "CASE WHEN %s RLIKE %s THEN try_cast(%s AS %s) END"
                        .formatted(name, SparkSql.literal(regex), plain, to);
        return guarded(
                name,
                value,
                scale == 0
                        ? "a whole number that fits " + to
                        : "a number of at most %d digits before the decimal sign %s and %d after it"
                                .formatted(digits, format.decimal(), scale));
    }

    private static StrictCast truth(String name, Format format) {
        boolean own = !format.trueTexts().isEmpty() || !format.falseTexts().isEmpty();
        List<String> yes = own ? format.trueTexts() : TRUE;
        List<String> no = own ? format.falseTexts() : FALSE;
        String text = own ? name : "lower(" + name + ")";
        return guarded(
                name,
                "CASE WHEN %s IN (%s) THEN true WHEN %s IN (%s) THEN false END"
                        .formatted(text, some(yes), text, some(no)),
                "one of " + String.join(", ", yes) + " or " + String.join(", ", no));
    }

    private static String some(List<String> texts) {
        return texts.isEmpty() ? "NULL" : SparkSql.literals(texts);
    }

    private static StrictCast moment(String name, String to, Format format) {
        if (format.pattern() != null) {
            return guarded(
                    name,
                    "CAST(try_to_timestamp(%s, %s) AS %s)"
                            .formatted(name, SparkSql.literal(format.pattern()), to),
                    "a " + words(to) + " of the form " + format.pattern());
        }
        String day = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
        String time = "[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?";
        String zone = "([zZ]| ?[+-][0-9]{2}(:?[0-9]{2})?)";
        String regex =
                switch (to) {
                    case "date" -> day;
                    case "timestamp_ntz" -> day + "(" + time + ")?";
                    default -> day + time + zone;
                };
        return guarded(
                name,
                "CASE WHEN %s RLIKE '^%s$' THEN try_cast(%s AS %s) END"
                        .formatted(name, regex, name, to),
                "a "
                        + words(to)
                        + " as ISO 8601 writes it"
                        + (to.equals("timestamp") ? ", with its zone" : ""));
    }

    private static String words(String to) {
        return to.equals("date") ? "date" : "timestamp";
    }

    /** From a value that is no text, or of which only Spark will know: there and back again. */
    private static StrictCast converted(String name, String to) {
        String value = "try_cast(%s AS %s)".formatted(name, to);
        String same =
                to.equals("date")
                        ? "try_cast(%s AS timestamp_ntz) = CAST(%s AS timestamp_ntz)"
                                .formatted(name, value)
                        : value + " = " + name;
        return new StrictCast(
                value,
                "%s IS NOT NULL AND (%s IS NULL OR NOT coalesce(%s, false))"
                        .formatted(name, value, same),
                "a value that " + to.toLowerCase(Locale.ROOT) + " holds exactly");
    }

    private static StrictCast guarded(String name, String value, String wanted) {
        return new StrictCast(
                value, "%s IS NOT NULL AND (%s) IS NULL".formatted(name, value), wanted);
    }
}
