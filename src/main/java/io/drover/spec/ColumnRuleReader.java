package io.drover.spec;

import io.drover.model.Nullable;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.ParseFormat;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes the record of one {@code columns} entry. */
final class ColumnRuleReader {
    private static final List<String> FORMATS =
            List.of("format", "decimal", "grouping", "true", "false");
    private static final Set<String> NUMBERS =
            Set.of(
                    "numeric",
                    "decimal",
                    "smallint",
                    "integer",
                    "int",
                    "bigint",
                    "int2",
                    "int4",
                    "int8",
                    "real",
                    "double",
                    "float4",
                    "float8",
                    "float");

    /** Letters that Java's formatter has and Spark refuses to read. */
    private static final Pattern NOT_READ = Pattern.compile("[YWwueEcFqQABnNp]");

    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    private final ValueStepReader steps;
    private final ViolationReader violations;

    ColumnRuleReader(ValueStepReader steps, ViolationReader violations) {
        this.steps = steps;
        this.violations = violations;
    }

    ColumnRule read(SpecNode node) {
        String column = node.text("column");
        ValueOrigin value = ValueOriginReader.read(node, violations);
        List<ValueStep> made = steps.read(node, value);
        String type = node.optionalText("type");
        ParseFormat parse = format(node, value, type);
        ColumnRule rule =
                new ColumnRule(
                        node.origin(), column, value, made, type, parse, violations.ofColumn(node));
        node.refuseUnknownKeys();
        return rule;
    }

    private static @Nullable ParseFormat format(
            SpecNode node, ValueOrigin value, @Nullable String type) {
        ParseFormat format =
                new ParseFormat(
                        node.optionalText("format"),
                        sign(node, "decimal"),
                        sign(node, "grouping"),
                        node.texts("true"),
                        node.texts("false"));
        List<String> written = FORMATS.stream().filter(node::writes).toList();
        if (written.isEmpty()) {
            return null;
        }
        boolean text =
                value instanceof ValueOrigin.FromColumn
                        || value instanceof ValueOrigin.Expression
                        || value instanceof ValueOrigin.Split
                        || value instanceof ValueOrigin.Concat;
        for (String key : written) {
            if (!text) {
                node.problem(
                        key,
                        "says how a text is read, and goes with from, expression, split or concat only");
            } else if (type == null) {
                node.problem(key, "needs type: what the text becomes, as in type = date");
            } else {
                refuseOtherType(node, key, type);
            }
        }
        if (format.pattern() != null) {
            refuseBadPattern(node, format.pattern(), type);
        }
        refuseAmbiguousSigns(node, format);
        return format;
    }

    private static @Nullable String sign(SpecNode node, String key) {
        String sign = RuleTexts.verbatim(node, key);
        boolean good =
                sign == null
                        || (sign.length() == 1
                                && !Character.isLetterOrDigit(sign.charAt(0))
                                && "+-".indexOf(sign.charAt(0)) < 0);
        if (!good) {
            node.problem(
                    key,
                    "must be one character that is no letter, digit, + or -; got \"" + sign + "\"");
        }
        return good ? sign : null;
    }

    private static void refuseOtherType(SpecNode node, String key, String type) {
        String name = type.strip().toLowerCase(Locale.ROOT).split("[^a-z0-9_]", 2)[0];
        boolean number = NUMBERS.contains(name);
        boolean time = Set.of("date", "time", "timetz", "timestamp", "timestamptz").contains(name);
        boolean truth = Set.of("boolean", "bool").contains(name);
        boolean right =
                switch (key) {
                    case "format" -> !number && !truth;
                    case "decimal", "grouping" -> !time && !truth;
                    default -> !number && !time;
                };
        if (!right) {
            node.problem(key, "does not go with type " + type);
        }
    }

    private static void refuseBadPattern(SpecNode node, String pattern, @Nullable String type) {
        try {
            DateTimeFormatter unused = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        } catch (IllegalArgumentException failure) {
            node.problem("format", "is no pattern of a date: " + failure.getMessage());
            return;
        }
        String letters = QUOTED.matcher(pattern).replaceAll("");
        if (NOT_READ.matcher(letters).find()) {
            node.problem(
                    "format",
                    "has a letter that Spark does not read: \"%s\"; a year is y, a month M, a day d, an hour H, a minute m, a second s"
                            .formatted(pattern));
            return;
        }
        boolean dated = type != null && type.toLowerCase(Locale.ROOT).matches("(date|timestamp).*");
        boolean whole =
                letters.contains("y")
                        && (letters.contains("D")
                                || (letters.contains("d") && letters.matches(".*[ML].*")));
        if (dated && !whole) {
            node.problem(
                    "format",
                    "has no year, month or day in \"%s\": a year is y, a month M (m is a minute), a day d"
                            .formatted(pattern));
        }
    }

    private static void refuseAmbiguousSigns(SpecNode node, ParseFormat format) {
        String decimal = format.decimal() == null ? "." : format.decimal();
        if (decimal.equals(format.grouping())) {
            node.problem("grouping", "is the decimal sign too: \"" + decimal + "\"");
        }
        for (String text : format.falseTexts()) {
            if (format.trueTexts().contains(text)) {
                node.problem("false", "holds \"" + text + "\", which means true too");
            }
        }
    }
}
