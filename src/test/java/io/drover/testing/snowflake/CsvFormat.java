package io.drover.testing.snowflake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options behind a COPY, with those of its FILE_FORMAT among them, by upper-case name. */
record CsvFormat(Map<String, String> options) {
    private static final Pattern OPTION =
            Pattern.compile("(\\w+)\\s*=\\s*(\\(|'\\d+'|[\\w.]+)", Pattern.CASE_INSENSITIVE);

    static CsvFormat of(SqlText text, String masked) {
        Map<String, String> options = new LinkedHashMap<>();
        collect(text, masked, options);
        return new CsvFormat(options);
    }

    private static void collect(SqlText text, String masked, Map<String, String> options) {
        Matcher option = OPTION.matcher(masked);
        int at = 0;
        while (option.find(at)) {
            String name = option.group(1).toUpperCase(Locale.ROOT);
            at = option.end();
            if (option.group(2).equals("(")) {
                String inside = SqlText.inside(masked, option.start(2));
                at = option.start(2) + inside.length() + 2;
                if (name.equals("FILE_FORMAT")) {
                    collect(text, inside, options);
                } else {
                    options.put(name, text.unmask(inside));
                }
            } else {
                options.put(name, text.value(option.group(2)));
            }
        }
    }

    String text(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        return Boolean.parseBoolean(text(name, String.valueOf(otherwise)));
    }

    char delimiter() {
        return text("FIELD_DELIMITER", ",").charAt(0);
    }

    /** The character around fields; 0 when there is none. */
    char enclosure() {
        String enclosure = text("FIELD_OPTIONALLY_ENCLOSED_BY", "NONE");
        return enclosure.equalsIgnoreCase("NONE") ? 0 : enclosure.charAt(0);
    }
}
