package io.drover.engine.snowflake;

import io.drover.engine.EngineFact;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * As whom and with what a session computes, and whether it digests as Drover does. A warehouse is
 * not resumed for it, as that costs money.
 *
 * <p>Source: Snowflake documentation, "SHOW WAREHOUSES", "Context functions": neither needs a
 * warehouse.
 */
final class SessionFacts {
    private final Connection connection;
    private final SnowflakeNames names;

    /** Of the warehouse, as far as it is seen. */
    private @Nullable String state;

    SessionFacts(Connection connection, SnowflakeNames names) {
        this.connection = connection;
        this.names = names;
    }

    List<EngineFact> read() throws SQLException {
        String role = current("ROLE");
        List<EngineFact> facts = new ArrayList<>();
        facts.add(
                new EngineFact(
                        "The role is %s, the database %s, the schema %s."
                                .formatted(
                                        role == null ? "none" : role,
                                        names.database(),
                                        names.schema()),
                        ""));
        facts.add(warehouse(current("WAREHOUSE"), role));
        facts.add(new DigestFacts(connection).tried(state));
        return facts;
    }

    private @Nullable String current(String what) throws SQLException {
        return SnowflakeSession.text(connection, "SELECT CURRENT_" + what + "()");
    }

    private EngineFact warehouse(@Nullable String name, @Nullable String role) throws SQLException {
        String grantee = role == null ? "<role>" : SnowflakeNames.asIs(role);
        if (name == null) {
            return new EngineFact(
                    "The session has no warehouse: no query can be run.",
                    "Name one under snowflake.warehouse, and GRANT USAGE, OPERATE ON WAREHOUSE <name> TO ROLE %s."
                            .formatted(grantee));
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW WAREHOUSES LIKE " + like(name))) {
            // LIKE knows no case: of two names that differ by it, both come.
            while (rows.next()) {
                if (rows.getString("name").equals(name)) {
                    state = rows.getString("state");
                    return warehouse(
                            name,
                            rows.getString("size"),
                            state,
                            rows.getString("auto_resume"),
                            grantee);
                }
            }
        }
        return new EngineFact(
                "The warehouse is %s, of which the role sees no size and no state.".formatted(name),
                "GRANT USAGE, OPERATE ON WAREHOUSE %s TO ROLE %s."
                        .formatted(SnowflakeNames.asIs(name), grantee));
    }

    private static EngineFact warehouse(
            String name, String size, String state, String resumes, String grantee) {
        boolean asleep = state.startsWith("SUSPEND");
        if (asleep && !resumes.equals("true")) {
            String quoted = SnowflakeNames.asIs(name);
            return new EngineFact(
                    "The warehouse %s (%s) is %s and is not resumed by a query."
                            .formatted(name, size, state.toLowerCase(Locale.ROOT)),
                    "ALTER WAREHOUSE %s RESUME before the run, or SET AUTO_RESUME = TRUE; a role that may do neither needs GRANT OPERATE, MODIFY ON WAREHOUSE %s TO ROLE %s."
                            .formatted(quoted, quoted, grantee));
        }
        return new EngineFact(
                "The warehouse is %s, of size %s; it is %s%s."
                        .formatted(
                                name,
                                size,
                                state.toLowerCase(Locale.ROOT),
                                asleep ? ", and the first query resumes it" : ""),
                "");
    }

    private static String like(String name) {
        return SnowflakeNames.literal(
                name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%"));
    }
}
