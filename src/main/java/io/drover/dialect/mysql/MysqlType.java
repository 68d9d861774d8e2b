package io.drover.dialect.mysql;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column's type as {@code information_schema.columns} tells it.
 *
 * @param base in lower case: {@code bigint}, {@code enum}
 * @param first the first modifier, {@link #NONE} without
 * @param second the second, likewise
 * @param labels of an ENUM or SET, in order; else empty
 * @param charset of a text, else null
 * @param printed {@code COLUMN_TYPE}, for people
 */
public record MysqlType(
        String base,
        int first,
        int second,
        boolean unsigned,
        List<String> labels,
        @Nullable String charset,
        String printed)
        implements Serializable {
    public static final int NONE = -1;

    private static final Pattern SHAPE =
            Pattern.compile(
                    "(?<base>[a-z][a-z0-9_]*(?: precision)?)\\s*(?:\\((?<inside>.*)\\))?(?<rest>[^)]*)",
                    Pattern.DOTALL);
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?:\\s*,\\s*(\\d+))?");

    public MysqlType {
        labels = List.copyOf(labels);
    }

    /**
     * Reads {@code COLUMN_TYPE}.
     *
     * @param charset {@code CHARACTER_SET_NAME}
     */
    public static MysqlType of(String columnType, @Nullable String charset) {
        Matcher shape = SHAPE.matcher(columnType);
        String lower = columnType.toLowerCase(Locale.ROOT);
        if (!shape.matches()) {
            return new MysqlType(lower, NONE, NONE, false, List.of(), charset, columnType);
        }
        String base = shape.group("base").toLowerCase(Locale.ROOT);
        String inside = shape.group("inside");
        boolean unsigned = shape.group("rest").toLowerCase(Locale.ROOT).contains("unsigned");
        if (inside != null && (base.equals("enum") || base.equals("set"))) {
            return new MysqlType(base, NONE, NONE, false, labels(inside), charset, columnType);
        }
        Matcher numbers = NUMBERS.matcher(inside == null ? "" : inside.strip());
        boolean modified = numbers.matches();
        int first = modified ? Integer.parseInt(numbers.group(1)) : NONE;
        int second =
                modified && numbers.group(2) != null ? Integer.parseInt(numbers.group(2)) : NONE;
        return new MysqlType(base, first, second, unsigned, List.of(), charset, columnType);
    }

    /** What {@link #base} is of MariaDB's JSON, which keeps the text as it was written. */
    public static final String JSON_TEXT = "json text";

    /** MariaDB's JSON: a LONGTEXT, told apart by the check that the server made for it. */
    public MysqlType asJson() {
        return new MysqlType(JSON_TEXT, NONE, NONE, false, List.of(), charset, "json");
    }

    /**
     * Whether the server may lose characters of it on the way to UTF-8: of these sets every byte or
     * pair of bytes has a place in Unicode.
     */
    public boolean alwaysConverts() {
        return charset == null
                || switch (charset) {
                    case "utf8mb4",
                                    "utf8mb3",
                                    "utf8",
                                    "ascii",
                                    "latin1",
                                    "binary",
                                    "ucs2",
                                    "utf16",
                                    "utf16le",
                                    "utf32" ->
                            true;
                    default -> false;
                };
    }

    /** {@code 'a','it''s'}: the server doubles quotes and writes backslashes as they are. */
    private static List<String> labels(String inside) {
        List<String> labels = new ArrayList<>();
        int at = 0;
        while (at < inside.length()) {
            int start = inside.indexOf('\'', at);
            if (start < 0) {
                break;
            }
            StringBuilder label = new StringBuilder();
            int next = start + 1;
            while (next < inside.length()) {
                char each = inside.charAt(next++);
                if (each != '\'') {
                    label.append(each);
                } else if (next < inside.length() && inside.charAt(next) == '\'') {
                    label.append('\'');
                    next++;
                } else {
                    break;
                }
            }
            labels.add(label.toString());
            at = next;
        }
        return labels;
    }
}
