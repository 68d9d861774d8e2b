package io.drover.testing.snowflake;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SnowflakeSpec;
import io.drover.testing.TestSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;

/**
 * A schema of its own on a real account, which the environment names as {@code snowflake.md} says;
 * dropped when this is closed. No secret is written anywhere: a spec takes it from the environment.
 */
public final class LiveSnowflake implements AutoCloseable {
    /** Set where there is an account; a test that needs one is skipped without. */
    public static final String URL = "DROVER_SNOWFLAKE_URL";

    /** Why it is skipped. */
    public static final String WITHOUT =
            "not run: no Snowflake account, DROVER_SNOWFLAKE_URL is not set (snowflake.md)";

    /** Schemas whose names begin with {@code drover_} are not looked at by a selection. */
    private final String schema =
            "LIVE_" + UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT);

    private final EndpointSpec endpoint;

    /**
     * Makes the schema.
     *
     * @throws io.drover.error.MigrationException where the account cannot be reached, or does not
     *     permit it
     */
    public LiveSnowflake() {
        endpoint = TestSpec.target(spec());
        execute("CREATE SCHEMA ");
    }

    /** As Snowflake's catalog has it. */
    public String schema() {
        return schema;
    }

    /** With the schema. */
    public EndpointSpec endpoint() {
        return endpoint;
    }

    /** How a spec names it. */
    public String spec() {
        return """
        {
          type = snowflake, url = ${DROVER_SNOWFLAKE_URL}, user = ${DROVER_SNOWFLAKE_USER}
          password = ${?DROVER_SNOWFLAKE_PASSWORD}
          snowflake {
            database = ${DROVER_SNOWFLAKE_DATABASE}, schema = %s
            warehouse = ${?DROVER_SNOWFLAKE_WAREHOUSE}, role = ${?DROVER_SNOWFLAKE_ROLE}
            authentication = ${?DROVER_SNOWFLAKE_AUTHENTICATION}
            private-key-file = ${?DROVER_SNOWFLAKE_KEY_FILE}
            private-key-passphrase = ${?DROVER_SNOWFLAKE_KEY_PASSPHRASE}
            token = ${?DROVER_SNOWFLAKE_TOKEN}
          }
        }
        """
                .formatted(schema);
    }

    private void execute(String verb) {
        String database = ((SnowflakeSpec) endpoint.engine()).database().replace("\"", "\"\"");
        try (Connection connection =
                        Connections.open(
                                Side.TARGET,
                                endpoint,
                                new Session("drover live test", Session.Timeouts.NONE));
                Statement statement = connection.createStatement()) {
            statement.execute(verb + "\"" + database + "\"." + schema);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        execute("DROP SCHEMA ");
    }
}
