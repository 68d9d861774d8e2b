package io.drover.spec;

import io.drover.model.TableName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code schema.table} as an operator writes it. Case is kept. A part that holds a dot or a
 * quote is written in double quotes, a quote in it twice: {@code "odd.schema"."my ""table"""}.
 */
public final class TableNames {
    private static final String PART = "(\"(?:[^\"]|\"\")+\"|[^.\"]+)";
    private static final Pattern NAME = Pattern.compile(PART + "\\." + PART);

    private TableNames() {}

    /**
     * The name that {@code text} writes.
     *
     * @throws IllegalArgumentException with a message for people when {@code text} is not of that
     *     form
     */
    public static TableName parse(String text) {
        Matcher matcher = NAME.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be schema.table, as in \"public.orders\"; got \"" + text + "\"");
        }
        return new TableName(unquoted(matcher.group(1)), unquoted(matcher.group(2)));
    }

    private static String unquoted(String part) {
        return part.startsWith("\"")
                ? part.substring(1, part.length() - 1).replace("\"\"", "\"")
                : part;
    }
}
