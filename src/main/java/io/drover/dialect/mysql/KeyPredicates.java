package io.drover.dialect.mysql;

import java.util.List;

/**
 * Ranges of a key that may have several columns.
 *
 * <p>A row comparison {@code (a, b) >= (1, 2)} would read the whole index: only equality of rows is
 * a range to the optimizer. So it is spelled out, with the first column's condition in front, where
 * it is one. Source: MySQL 8.4 manual, 10.2.1.2 "Range Optimization of Row Constructor
 * Expressions".
 */
public final class KeyPredicates {
    private KeyPredicates() {}

    /** Keys not before {@code bound}, in the index's order. */
    public static String from(List<KeyColumn> key, List<String> bound) {
        return guarded(key, bound, ">", ">=");
    }

    /** Keys behind {@code bound}. */
    public static String behind(List<KeyColumn> key, List<String> bound) {
        return guarded(key, bound, ">", ">");
    }

    /** Keys before {@code bound}. */
    public static String before(List<KeyColumn> key, List<String> bound) {
        return guarded(key, bound, "<", "<");
    }

    private static String guarded(
            List<KeyColumn> key, List<String> bound, String strict, String last) {
        String condition = spelled(key, bound, 0, strict, last);
        return key.size() == 1
                ? condition
                : "%s AND (%s)".formatted(compare(key, bound, 0, strict + "="), condition);
    }

    private static String spelled(
            List<KeyColumn> key, List<String> bound, int at, String strict, String last) {
        if (at == key.size() - 1) {
            return compare(key, bound, at, last);
        }
        return "%s OR (%s AND (%s))"
                .formatted(
                        compare(key, bound, at, strict),
                        compare(key, bound, at, "="),
                        spelled(key, bound, at + 1, strict, last));
    }

    private static String compare(
            List<KeyColumn> key, List<String> bound, int at, String operator) {
        return "%s %s %s"
                .formatted(
                        MysqlNames.quote(key.get(at).name()),
                        operator,
                        key.get(at).literal(bound.get(at)));
    }
}
