package io.drover.spec;

import java.util.Locale;

/** How the names of tables and columns in the target are made of the source's. */
public enum NameRule {
    /** As they are. */
    KEEP,
    /**
     * In lower case, words parted by underscores: {@code CustomerId} and {@code Customer Id} become
     * {@code customer_id}, {@code HTTPServer2} becomes {@code http_server2}.
     */
    SNAKE_CASE,
    LOWER,
    UPPER;

    /** The target's name for a name of the source. */
    public String of(String name) {
        return switch (this) {
            case KEEP -> name;
            case SNAKE_CASE -> snakeCase(name);
            case LOWER -> name.toLowerCase(Locale.ROOT);
            case UPPER -> name.toUpperCase(Locale.ROOT);
        };
    }

    private static String snakeCase(String name) {
        StringBuilder made = new StringBuilder();
        int[] letters = name.codePoints().toArray();
        for (int at = 0; at < letters.length; at++) {
            int letter = letters[at];
            if (!Character.isLetterOrDigit(letter)) {
                part(made);
                continue;
            }
            if (Character.isUpperCase(letter) && at > 0) {
                boolean afterWord =
                        Character.isLowerCase(letters[at - 1])
                                || Character.isDigit(letters[at - 1]);
                boolean beforeWord =
                        at + 1 < letters.length && Character.isLowerCase(letters[at + 1]);
                if (afterWord || beforeWord) {
                    part(made);
                }
            }
            made.appendCodePoint(letter);
        }
        // A name without any letter or digit has nothing to be made of.
        return made.isEmpty() ? name : made.toString().toLowerCase(Locale.ROOT);
    }

    private static void part(StringBuilder made) {
        if (!made.isEmpty() && made.charAt(made.length() - 1) != '_') {
            made.append('_');
        }
    }
}
