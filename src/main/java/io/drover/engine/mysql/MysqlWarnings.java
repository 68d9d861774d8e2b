package io.drover.engine.mysql;

import io.drover.model.Nullable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * What the server had to say of the last statement of a session, notes included: a note tells of
 * blanks that were cut off.
 *
 * <p>Source: MySQL 8.4 manual, 15.7.7.42 "SHOW WARNINGS Statement".
 */
final class MysqlWarnings {
    /** Of the statement, not of its values: unsafe to replicate as text; deprecated words. */
    private static final Set<Integer> OF_NO_VALUE = Set.of(1592, 1287, 1681);

    private MysqlWarnings() {}

    static boolean any(Statement statement) throws SQLException {
        return first(statement) != null;
    }

    /** The first that is about a value, as the server words it. */
    static @Nullable String first(Statement statement) throws SQLException {
        long all;
        try (ResultSet count = statement.executeQuery("SHOW COUNT(*) WARNINGS")) {
            count.next();
            all = count.getLong(1);
        }
        if (all == 0) {
            return null;
        }
        long told = 0;
        try (ResultSet warnings = statement.executeQuery("SHOW WARNINGS")) {
            while (warnings.next()) {
                told++;
                if (!OF_NO_VALUE.contains(warnings.getInt("Code"))) {
                    return warnings.getString("Message");
                }
            }
        }
        return told < all ? all + " warnings, which the server keeps to itself" : null;
    }

    /** A message without the value, which the server shows between quotes. */
    static String withoutValue(String message) {
        return message.replaceFirst("^\\(conn=\\d+\\) ", "")
                .replaceAll("(?s)value: '.*' for column", "value for column")
                .replaceAll("(?s)Duplicate entry '.*' for key", "Duplicate entry for key");
    }
}
