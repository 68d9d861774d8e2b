package io.drover.engine.jdbc;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.WireType;
import io.drover.model.Nullable;
import java.util.Locale;
import java.util.regex.Pattern;

/** Defaults that are written alike in most engines, in PostgreSQL's SQL. */
public final class DefaultTexts {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern TEXT = Pattern.compile("'((?:[^']|'')*)'");

    private DefaultTexts() {}

    /** The same value for a column of the type; null where it cannot be said. */
    public static @Nullable String translate(String text, String logicalType) {
        String bare = text.strip();
        if (bare.startsWith("(") && bare.endsWith(")") && bare.indexOf('(', 1) < 0) {
            bare = bare.substring(1, bare.length() - 1).strip();
        }
        WireType.Kind kind = WireType.of(logicalType).kind();
        boolean texts =
                switch (kind) {
                    case TEXT, VARCHAR, CHAR, JSON, JSONB, UUID -> true;
                    default -> false;
                };
        boolean numbers =
                switch (kind) {
                    case INT2, INT4, INT8, NUMERIC, FLOAT4, FLOAT8 -> true;
                    default -> false;
                };
        String word = bare.toUpperCase(Locale.ROOT);
        if (word.equals("NULL")) {
            return "NULL";
        }
        if (kind == WireType.Kind.BOOLEAN) {
            return switch (word) {
                case "0", "FALSE" -> "false";
                case "1", "TRUE" -> "true";
                default -> null;
            };
        }
        if (NUMBER.matcher(bare).matches()) {
            return numbers ? bare : texts ? PostgresNames.literal(bare) : null;
        }
        var literal = TEXT.matcher(bare);
        if (literal.matches()) {
            return texts ? PostgresNames.literal(literal.group(1).replace("''", "'")) : null;
        }
        return switch (word + " " + kind) {
            case "CURRENT_TIMESTAMP TIMESTAMPTZ" -> "CURRENT_TIMESTAMP";
            case "CURRENT_TIMESTAMP TIMESTAMP" -> "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')";
            case "CURRENT_DATE DATE" -> "((CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date)";
            default -> null;
        };
    }
}
