package io.drover.engine.snowflake;

import io.drover.engine.EngineFact;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As whom and with what a session computes, and whether it digests as Drover does.
 *
 * <p>Source: Snowflake documentation, "Context functions".
 */
final class SessionFacts {
    private final Connection connection;
    private final SnowflakeNames names;

    SessionFacts(Connection connection, SnowflakeNames names) {
        this.connection = connection;
        this.names = names;
    }

    /**
     * Looks only: a warehouse is not resumed for it, as that costs money.
     *
     * @throws MigrationException TARGET when the schema that tables are loaded into is not there
     */
    List<EngineFact> read(Side side) throws SQLException {
        String role = role();
        String grantee = role == null ? "<role>" : SnowflakeNames.asIs(role);
        if (side == Side.TARGET) {
            refuseMissingSchema(grantee);
        }
        List<EngineFact> facts = new ArrayList<>();
        facts.add(
                new EngineFact(
                        "The role is %s, the database %s, the schema %s."
                                .formatted(
                                        role == null ? "none" : role,
                                        names.database(),
                                        names.schema()),
                        ""));
        @Nullable Warehouse warehouse = Warehouse.of(connection);
        facts.add(told(warehouse, grantee));
        facts.add(new DigestFacts(connection).tried(warehouse));
        return facts;
    }

    /** A session whose schema is not there has none. */
    private void refuseMissingSchema(String grantee) throws SQLException {
        String schema =
                SnowflakeNames.asIs(names.database()) + "." + SnowflakeNames.asIs(names.schema());
        if (!names.schema().equals(SnowflakeSession.text(connection, "SELECT CURRENT_SCHEMA()"))) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot load into %s: it is not there, or the role may not see it. Check target.snowflake.database and schema (unquoted ones are upper case), or CREATE SCHEMA %s and GRANT USAGE, CREATE TABLE, CREATE STAGE ON SCHEMA %s TO ROLE %s."
                            .formatted(schema, schema, schema, grantee));
        }
    }

    /** Resumes a warehouse that no query resumes, and tells what a report should note. */
    Map<String, String> begin() throws SQLException {
        String role = role();
        Warehouse warehouse = Warehouse.of(connection);
        boolean resumed = warehouse != null && warehouse.waitsForAWord();
        if (resumed) {
            warehouse.resume(connection);
        }
        Map<String, String> noted = new LinkedHashMap<>();
        noted.put("role", role == null ? "none" : role);
        noted.put(
                "warehouse",
                warehouse == null
                        ? "none"
                        : warehouse.name()
                                + (warehouse.size() == null ? "" : ", " + warehouse.size())
                                + (resumed ? ", resumed by this run" : ""));
        return noted;
    }

    private @Nullable String role() throws SQLException {
        return SnowflakeSession.text(connection, "SELECT CURRENT_ROLE()");
    }

    private static EngineFact told(@Nullable Warehouse warehouse, String grantee) {
        if (warehouse == null) {
            return new EngineFact(
                    "The session has no warehouse: no query can be run.",
                    "Name one under snowflake.warehouse, and GRANT USAGE, OPERATE ON WAREHOUSE <name> TO ROLE %s."
                            .formatted(grantee));
        }
        if (warehouse.size() == null) {
            return new EngineFact(
                    "The warehouse is %s, of which the role sees no size and no state."
                            .formatted(warehouse.name()),
                    "GRANT USAGE, OPERATE ON WAREHOUSE %s TO ROLE %s."
                            .formatted(warehouse.quoted(), grantee));
        }
        if (warehouse.waitsForAWord()) {
            return new EngineFact(
                    "The warehouse %s (%s) is %s and is not resumed by a query: migrate and reconcile resume it, if the role may."
                            .formatted(warehouse.name(), warehouse.size(), warehouse.state()),
                    "GRANT OPERATE ON WAREHOUSE %s TO ROLE %s, or have it SET AUTO_RESUME = TRUE."
                            .formatted(warehouse.quoted(), grantee),
                    true);
        }
        return new EngineFact(
                "The warehouse is %s, of size %s; it is %s%s."
                        .formatted(
                                warehouse.name(),
                                warehouse.size(),
                                warehouse.state(),
                                warehouse.isAsleep() ? ", and the first query resumes it" : ""),
                "");
    }
}
