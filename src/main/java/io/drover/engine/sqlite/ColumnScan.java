package io.drover.engine.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the values of a column are, each by its own storage class.
 *
 * @param integers how many are of that class; likewise the others
 * @param days texts that are ISO dates
 * @param moments texts that are ISO dates with a time, no zone behind it
 * @param zoned those with one
 * @param clocks texts that are times of day
 * @param outsideBits integers other than 0 and 1
 * @param partDays integers that are no multiple of 86,400
 * @param largest absolute value of the integers
 * @param longest text, in characters
 * @param bytes of all values, about
 */
record ColumnScan(
        long nulls,
        long integers,
        long reals,
        long texts,
        long blobs,
        long days,
        long moments,
        long zoned,
        long clocks,
        long outsideBits,
        long partDays,
        long largest,
        long longest,
        long bytes) {
    private static final int FIGURES = 14;

    /** SQLite makes at most 2000 columns of a result. */
    private static final int COLUMNS_AT_ONCE = 100;

    static final String DAY = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]";
    private static final String MINUTE = "[0-2][0-9]:[0-5][0-9]";

    /** Columns of a table, with the number of its rows. */
    record Table(long rows, List<ColumnScan> columns) {
        long bytes() {
            return columns.stream().mapToLong(ColumnScan::bytes).sum();
        }
    }

    long values() {
        return integers + reals + texts + blobs;
    }

    /** Whether nothing but integers is there, or nothing at all. */
    boolean only(long count) {
        return count == values();
    }

    /** One pass over the table for each hundred columns. */
    static Table of(Connection connection, String table, List<String> columns) throws SQLException {
        long rows = 0;
        List<ColumnScan> scans = new ArrayList<>();
        for (int from = 0; from < columns.size(); from += COLUMNS_AT_ONCE) {
            List<String> some =
                    columns.subList(from, Math.min(columns.size(), from + COLUMNS_AT_ONCE));
            String figures =
                    some.stream().map(ColumnScan::figures).collect(Collectors.joining(", "));
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    "SELECT count(*), %s FROM %s"
                                            .formatted(figures, SqliteDialect.name(table)))) {
                row.next();
                rows = row.getLong(1);
                for (int column = 0; column < some.size(); column++) {
                    scans.add(read(row, 2 + column * FIGURES));
                }
            }
        }
        return new Table(rows, scans);
    }

    private static String figures(String column) {
        String name = SqliteDialect.name(column);
        String text = "typeof(" + name + ") = 'text'";
        String integer = "typeof(" + name + ") = 'integer'";
        String moment = "%s GLOB '%s[ T]%s*'".formatted(name, DAY, MINUTE);
        String zone =
                "(%s GLOB '*[zZ]' OR %s GLOB '*:[0-9]*[+-][0-2][0-9]:[0-5][0-9]')"
                        .formatted(name, name);
        return String.join(
                ", ",
                "sum(" + name + " IS NULL)",
                "sum(" + integer + ")",
                "sum(typeof(" + name + ") = 'real')",
                "sum(" + text + ")",
                "sum(typeof(" + name + ") = 'blob')",
                "sum(%s AND %s GLOB '%s')".formatted(text, name, DAY),
                "sum(%s AND %s AND NOT %s)".formatted(text, moment, zone),
                "sum(%s AND %s AND %s)".formatted(text, moment, zone),
                "sum(%s AND %s GLOB '%s*' AND length(%s) BETWEEN 5 AND 15)"
                        .formatted(text, name, MINUTE, name),
                "sum(%s AND %s NOT IN (0, 1))".formatted(integer, name),
                "sum(%s AND %s %% 86400 <> 0)".formatted(integer, name),
                "max(CASE WHEN %s THEN abs(max(%s, -9223372036854775807)) END)"
                        .formatted(integer, name),
                "max(CASE WHEN %s THEN length(%s) END)".formatted(text, name),
                "sum(coalesce(length(CAST(%s AS BLOB)), 1))".formatted(name));
    }

    private static ColumnScan read(ResultSet row, int at) throws SQLException {
        return new ColumnScan(
                row.getLong(at),
                row.getLong(at + 1),
                row.getLong(at + 2),
                row.getLong(at + 3),
                row.getLong(at + 4),
                row.getLong(at + 5),
                row.getLong(at + 6),
                row.getLong(at + 7),
                row.getLong(at + 8),
                row.getLong(at + 9),
                row.getLong(at + 10),
                row.getLong(at + 11),
                row.getLong(at + 12),
                row.getLong(at + 13));
    }
}
