package io.drover.engine.snowflake;

import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * What a session computes with, as far as its role sees it.
 *
 * <p>Source: Snowflake documentation, "SHOW WAREHOUSES", "ALTER WAREHOUSE": neither needs a
 * warehouse that runs.
 *
 * @param size as Snowflake writes it: {@code X-Small}; null where the role does not see it
 * @param state {@code started}, {@code suspended} and others; empty where the role does not see it
 * @param resumes whether a query resumes it
 */
record Warehouse(String name, @Nullable String size, String state, boolean resumes) {
    /** Of the session; null where it has none. */
    static @Nullable Warehouse of(Connection connection) throws SQLException {
        String name = SnowflakeSession.text(connection, "SELECT CURRENT_WAREHOUSE()");
        if (name == null) {
            return null;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW WAREHOUSES LIKE " + like(name))) {
            // LIKE knows no case: of two names that differ by it, both come.
            while (rows.next()) {
                if (rows.getString("name").equals(name)) {
                    return new Warehouse(
                            name,
                            rows.getString("size"),
                            rows.getString("state").toLowerCase(Locale.ROOT),
                            rows.getString("auto_resume").equals("true"));
                }
            }
        }
        return new Warehouse(name, null, "", true);
    }

    boolean isAsleep() {
        return state.startsWith("suspend");
    }

    /** Whether nothing runs until somebody says so. */
    boolean waitsForAWord() {
        return isAsleep() && !resumes;
    }

    /** Says so; a warehouse that runs is left as it is. */
    void resume(Connection connection) throws SQLException {
        SnowflakeSession.execute(
                connection, "ALTER WAREHOUSE " + quoted() + " RESUME IF SUSPENDED");
    }

    String quoted() {
        return SnowflakeNames.asIs(name);
    }

    private static String like(String name) {
        return SnowflakeNames.literal(
                name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%"));
    }
}
