package io.drover.spec;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which tables of the source take part.
 *
 * @param include patterns {@code schema.table}, {@code *} any run of characters, {@code ?} one
 * @param exclude likewise; outranks include
 * @param targetSchema the schema in the target for all of them, or null: each keeps its own
 * @param names how tables and columns are named in the target, where nothing else names them
 */
public record SelectSpec(
        List<String> include, List<String> exclude, @Nullable String targetSchema, NameRule names) {
    /** Names stay as they are. */
    public SelectSpec(List<String> include, List<String> exclude, @Nullable String targetSchema) {
        this(include, exclude, targetSchema, NameRule.KEEP);
    }

    /** Whether an include pattern takes a table in, and no exclude pattern keeps it out. */
    public boolean selects(TableName table) {
        return matches(include, table) && !excludes(table);
    }

    /** Whether an exclude pattern keeps a table out, whatever else names it. */
    public boolean excludes(TableName table) {
        return matches(exclude, table);
    }

    private static boolean matches(List<String> patterns, TableName table) {
        return patterns.stream()
                .anyMatch(pattern -> regex(pattern).matcher(table.toString()).matches());
    }

    private static Pattern regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            String character = pattern.substring(at, at + 1);
            regex.append(
                    switch (character) {
                        case "*" -> ".*";
                        case "?" -> ".";
                        default -> Pattern.quote(character);
                    });
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
