package io.drover.spec;

/**
 * Lets {@code include = […]} be a key. HOCON reserves the bare word at the start of a field for its
 * statement, and refuses it as a key unless it is quoted; a spec's {@code select { include = … }}
 * would not parse. The statement is always followed by a quote or a word, so the two never meet.
 *
 * <p>Source: HOCON.md, "Includes: include syntax".
 */
final class IncludeKeys {
    private static final String WORD = "include";
    private static final String TRIPLE = "\"\"\"";

    private IncludeKeys() {}

    /** The text with every bare key {@code include} in quotes; its lines stay what they are. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            int end = endOfToken(text, at);
            String token = text.substring(at, end);
            quoted.append(token.equals(WORD) && isKey(text, end) ? "\"include\"" : token);
            at = end;
        }
        return quoted.toString();
    }

    private static int endOfToken(String text, int at) {
        if (text.startsWith(TRIPLE, at)) {
            int end = text.indexOf(TRIPLE, at + 3);
            return end < 0 ? text.length() : end + 3;
        }
        if (text.charAt(at) == '"') {
            return endOfString(text, at);
        }
        if (text.charAt(at) == '#' || text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        int end = at;
        while (end < text.length() && isOfWord(text.charAt(end))) {
            end++;
        }
        return Math.max(end, at + 1);
    }

    private static int endOfString(String text, int at) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private static boolean isOfWord(char character) {
        return Character.isLetterOrDigit(character) || "._-".indexOf(character) >= 0;
    }

    private static boolean isKey(String text, int from) {
        int next = from;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next < text.length() && "=:+{".indexOf(text.charAt(next)) >= 0;
    }
}
