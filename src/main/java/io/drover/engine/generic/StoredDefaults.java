package io.drover.engine.generic;

import io.drover.model.Nullable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Defaults as PostgreSQL prints them, in the SQL that products have in common. */
final class StoredDefaults {
    private static final Pattern LITERAL =
            Pattern.compile("('(?:[^']|'')*'|\\(?-?\\d+(?:\\.\\d+)?\\)?)(?:::[a-z0-9 (),]+)?");
    private static final Pattern QUOTED_NUMBER =
            Pattern.compile(
                    "'(-?\\d+(?:\\.\\d+)?)'::(?:smallint|integer|bigint|numeric.*|real|double precision)");

    private StoredDefaults() {}

    /**
     * The same default; null where it cannot be said.
     *
     * @param freshUuid the product's call for a random UUID
     */
    static @Nullable String of(String expression, String freshUuid) {
        Matcher number = QUOTED_NUMBER.matcher(expression);
        if (number.matches()) {
            return number.group(1);
        }
        Matcher literal = LITERAL.matcher(expression);
        if (literal.matches()) {
            return literal.group(1);
        }
        return switch (expression.toLowerCase(Locale.ROOT)) {
            case "true", "false" -> expression;
            case "now()", "current_timestamp", "transaction_timestamp()" -> "CURRENT_TIMESTAMP";
            case "current_date" -> "CURRENT_DATE";
            case "gen_random_uuid()" -> freshUuid;
            default -> null;
        };
    }
}
