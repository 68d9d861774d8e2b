package io.drover.testing.snowflake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Snowflake's expressions as H2 writes them; rules over masked text, applied in their order. */
final class Rewriting {
    private static final Pattern CAST =
            Pattern.compile("::\\s*" + ColumnType.PATTERN + "(?!\\w)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CAST_AS =
            Pattern.compile(
                    "\\bAS\\s+" + ColumnType.PATTERN + "(?=\\s*\\))", Pattern.CASE_INSENSITIVE);

    private static final Pattern TO_FLOAT =
            Pattern.compile("(.*)\\s+AS\\s+FLOAT\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Calls that become another text around what is in their parentheses. */
    private static final Map<String, UnaryOperator<String>> CALLS = new LinkedHashMap<>();

    /** Plain replacements. */
    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        CALLS.put("TO_TIMESTAMP_NTZ|TO_TIMESTAMP", inside -> cast(inside, "TIMESTAMP_NTZ"));
        CALLS.put("TO_TIMESTAMP_LTZ", inside -> cast(inside, "TIMESTAMP_LTZ"));
        CALLS.put("TO_TIMESTAMP_TZ", inside -> cast(inside, "TIMESTAMP_TZ"));
        CALLS.put("TO_BOOLEAN", inside -> cast(inside, "BOOLEAN"));
        CALLS.put("TO_DOUBLE", inside -> cast(inside, "DOUBLE"));
        CALLS.put("TO_TIME", inside -> cast(inside, "TIME"));
        CALLS.put("TO_VARIANT|STRIP_NULL_VALUE", inside -> "(" + inside + ")");
        CALLS.put("TRY_PARSE_JSON", inside -> "PARSE_JSON(" + inside + ")");
        CALLS.put("IFF", inside -> "CASEWHEN(" + inside + ")");
        CALLS.put("TO_VARCHAR", inside -> "TO_CHAR(" + inside + ")");
        CALLS.put("TO_NUMBER", inside -> cast("PARSED_NUMBER(" + inside + ")", "NUMBER"));
        // Whole numbers are of 38 digits there, and these of 32 bits here.
        CALLS.put("DATEDIFF", inside -> cast("TIMESTAMPDIFF(" + inside + ")", "NUMBER"));
        for (String part : List.of("HOUR", "MINUTE", "SECOND")) {
            CALLS.put(part, inside -> cast("EXTRACT(" + part + " FROM " + inside + ")", "NUMBER"));
        }
        CALLS.put("SYSTEM\\$\\w+", inside -> "'done'");
        CALLS.put("CAST", Rewriting::spelt);
        word("CURRENT_TIMESTAMP\\s*\\(\\s*(?:9\\s*)?\\)", "CURRENT_TIMESTAMP(9)");
        word(
                "SYSDATE\\s*\\(\\s*\\)",
                "CAST(CURRENT_TIMESTAMP(9) AT TIME ZONE 'UTC' AS TIMESTAMP(9))");
        word("(?:GETDATE|LOCALTIMESTAMP)\\s*\\(\\s*\\)", "CURRENT_TIMESTAMP(9)");
        word("CURRENT_DATE\\s*\\(\\s*\\)", "CURRENT_DATE");
        word("CURRENT_TIME\\s*\\(\\s*\\)", "CURRENT_TIME");
        word(
                "TABLE\\s*\\(\\s*GENERATOR\\s*\\(\\s*ROWCOUNT\\s*=>\\s*(\\d+)\\s*\\)\\s*\\)",
                "SYSTEM_RANGE(1, $1)");
        word("SEQ[48]\\s*\\(\\s*\\)", "(X - 1)");
    }

    private Rewriting() {}

    private static void word(String pattern, String replacement) {
        WORDS.put(Pattern.compile("\\b" + pattern, Pattern.CASE_INSENSITIVE), replacement);
    }

    /**
     * The masked text in H2's words. New literals stay clear of numbers, so they are not masked.
     *
     * @param literals whose the masks are
     */
    static String expressions(SqlText literals, String masked) {
        String text = calls(masked, "TO_CHAR", inside -> hexadecimal(literals, inside));
        for (Map.Entry<String, UnaryOperator<String>> call : CALLS.entrySet()) {
            text = calls(text, call.getKey(), call.getValue());
        }
        for (Map.Entry<Pattern, String> word : WORDS.entrySet()) {
            text = word.getKey().matcher(text).replaceAll(word.getValue());
        }
        text = CAST.matcher(text).replaceAll(type -> quoted("::", type.group().substring(2)));
        return CAST_AS.matcher(text).replaceAll(type -> quoted("AS ", type.group().substring(2)));
    }

    /** A FLOAT's infinities have other names in H2. */
    private static String spelt(String inside) {
        Matcher cast = TO_FLOAT.matcher(inside);
        return "CAST("
                + (cast.matches() ? "SPELT_FLOAT(" + cast.group(1) + ") AS DOUBLE" : inside)
                + ")";
    }

    /** H2's own knows X too, of 32 bits. */
    private static String hexadecimal(SqlText literals, String inside) {
        List<String> items = SqlText.items(inside);
        boolean digits = items.size() == 2 && literals.value(items.get(1)).matches("X+");
        return (digits ? "PRINTED_HEXADECIMAL(" : "TO_CHAR(") + inside + ")";
    }

    private static String quoted(String before, String declared) {
        return Matcher.quoteReplacement(before + ColumnType.declared(declared).h2());
    }

    private static String cast(String inside, String type) {
        return "CAST(" + inside + " AS " + type + ")";
    }

    private static String calls(String masked, String names, UnaryOperator<String> replacement) {
        Pattern call = Pattern.compile("\\b(?:" + names + ")\\s*\\(", Pattern.CASE_INSENSITIVE);
        String text = masked;
        Matcher found = call.matcher(text);
        int at = 0;
        while (found.find(at)) {
            int close = SqlText.closing(text, found.end() - 1);
            String now = replacement.apply(text.substring(found.end(), close));
            text = text.substring(0, found.start()) + now + text.substring(close + 1);
            // What is inside may be a call again; what was put around it is no such call.
            at = found.start() + 1;
            found = call.matcher(text);
        }
        return text;
    }
}
